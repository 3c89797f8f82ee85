// The package as a program of this folder imports it.
export * as refundkit from "refundkit/simulator";
