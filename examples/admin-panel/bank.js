// The bank that pays what Google asks for. It stands for a system of its own: here its payouts are a table beside the others.
import { setTimeout as sleep } from "node:timers/promises";

const MOVING = 50; // milliseconds that a payout takes

/** A payout has the key of its request. The same key twice would be two payouts: that it comes once is the ledger's. */
export const bankOf = (store) => ({
  async payOut(key, amount) {
    await sleep(MOVING);
    return `payout-${await store.payOut(key, amount.minorUnits)}`;
  },

  /** The payout under a key, or undefined where there is none. */
  async lookUp(key) {
    const number = await store.payout(key);
    return number && `payout-${number}`;
  },
});
