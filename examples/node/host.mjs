// What the host does for a ledger: the table, and fetch.
import { sendWithFetch } from "refundkit";
import { load, store } from "./store.mjs";

export const host = {
  load,
  store,
  send: (step) => sendWithFetch(step),
  sendFailed: (step, error) => console.error(error), // fetch's error holds no request
};
