// The provider that the examples here talk to: the simulator's Tranzzo, with its test credentials.
import { readFile } from "node:fs/promises";
import { Tranzzo } from "refundkit";

export const simulator = process.env.SIMULATOR ?? "http://127.0.0.1:8080";

export const tranzzo = new Tranzzo(
  {
    posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667",
    apiKey: "demo-key",
    apiSecret: "demo-secret", // in your app from a secret store, never from the source
    endpointsKey: "demo-endpoints-key",
  },
  { endpoint: { loopback: `${simulator}/tranzzo` } },
);

/** Where the refund of an order is kept; a database in your app. */
export const fileOf = (order) => `${process.env.STORE ?? "."}/${encodeURIComponent(order)}.refund.json`;

/** A file's text, or null where there is no such file. One that cannot be read is an error: it may hold a refund. */
export const textOf = (file) =>
  readFile(file, "utf8").catch((error) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
