// Carries out what is due. Every relay does so on the same database: the version check decides which of them sends.
import pLimit from "p-limit";
import { setTimeout as sleep } from "node:timers/promises";

const ROUND = 250; // milliseconds between two looks for work; where nobody watches, a second is soon enough
const AFTER_FAILURE = 5000;
const AT_ONCE = 3; // orders of a provider, however much is due: one that hangs keeps no other waiting

/**
 * `due` gives keys; `work` carries one out, and says for how many milliseconds it is to be left alone. `providerOf` says whom a key
 * waits for.
 */
export function startWorker({ due, work, providerOf = () => "" }) {
  const limits = new Map();
  const busy = new Set();

  function limitOf(provider) {
    if (!limits.has(provider)) limits.set(provider, pLimit(AT_ONCE));
    return limits.get(provider);
  }

  async function take(key) {
    if (busy.has(key)) return;
    busy.add(key);
    const pause = await limitOf(providerOf(key))(work, key).catch(failed);
    await sleep(pause, null, { ref: false });
    busy.delete(key);
  }

  return repeat(async () => (await due()).forEach(take), ROUND);
}

/** Does something again and again, also after it failed. `pause` is in milliseconds, more or less. */
export function repeat(something, pause) {
  let stopped = false;
  const rounds = async () => {
    while (!stopped) {
      await something().catch(failed);
      await sleep(pause * (0.5 + Math.random()), null, { ref: false }); // relays must not all look in the same moments
    }
  };
  rounds();
  return { stop: () => (stopped = true) };
}

/** The database or the provider may be there again in a while, and the row is still due. */
function failed(error) {
  console.error(error);
  return AFTER_FAILURE;
}
