// What the host does for a ledger: the table, and fetch.
import { httpResponse } from "refundkit";
import { load, store } from "./store.mjs";

/** Once, and without redirects. Whatever goes wrong on the way, the request may have arrived: a lost response. */
async function send({ request, before }) {
  const signal = AbortSignal.timeout(Math.max(1, Math.min(before - Date.now(), 10_000)));
  return httpResponse(await fetch(request.url, { ...request, signal }));
}

export const host = { load, store, send };
