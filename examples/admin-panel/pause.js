// How long a provider wants to be left alone.
const PAUSE = 30_000; // where it does not say how long
const LONGEST_PAUSE = 3_600_000;

/** For how long a provider wants to hear nothing of any order: it said that there were too many requests. */
export function pauseOf(response) {
  if (response?.status !== 429) return 0;
  const text = response.headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  const pause = Number(text) * 1000 || Date.parse(text) - Date.now() || PAUSE; // seconds, or a date
  return Math.min(Math.max(pause, 1000), LONGEST_PAUSE);
}
