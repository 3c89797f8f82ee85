// Sends a request once: undici repeats no POST by itself, and a request of refundkit follows no redirect.
import { httpResponse } from "refundkit";

const TIMEOUT = 10_000;

/** `response` is null where the response was lost; `unsent` where nobody listened, so that not one byte left. */
export function exchange(request, left) {
  const signal = AbortSignal.timeout(Math.ceil(Math.max(1, Math.min(left, TIMEOUT))));
  const sent = fetch(request.url, { ...request, signal });
  return sent.then(answered, (error) => ({ response: null, unsent: error.cause?.code === "ECONNREFUSED" }));
}

const answered = async (response) => ({ response: await httpResponse(response), unsent: false });
