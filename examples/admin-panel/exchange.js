// Sends a request once: undici repeats no POST by itself, and a request of refundkit follows no redirect.
import { httpResponse } from "refundkit";

const TIMEOUT = 10_000;
const PAUSE = 30_000; // where a provider does not say how long
const LONGEST_PAUSE = 3_600_000;

/** `response` is null where the response was lost; `unsent` where nobody listened, so that not one byte left. */
export function exchange(request, left) {
  const signal = AbortSignal.timeout(Math.ceil(Math.max(1, Math.min(left, TIMEOUT))));
  const sent = fetch(request.url, { ...request, signal });
  return sent.then(answered, (error) => ({ response: null, unsent: error.cause?.code === "ECONNREFUSED" }));
}

const answered = async (response) => ({ response: await httpResponse(response), unsent: false });

/** For how long a provider wants to hear nothing of any order: it said that there were too many requests. */
export function pauseOf(response) {
  if (response?.status !== 429) return 0;
  const text = response.headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  const pause = Number(text) * 1000 || Date.parse(text) - Date.now() || PAUSE; // seconds, or a date
  return Math.min(Math.max(pause, 1000), LONGEST_PAUSE);
}
