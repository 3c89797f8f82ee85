// The loop of a ledger's host, over functions of the host. It does no I/O of its own.

/** Carries out a ledger's steps until it rests, and gives the time at which there is work again. */
export async function runLedger(ledger, { load, store, send, sign, acknowledge, clock = Date.now }) {
  let refused;
  for (;;) {
    const step = ledger.next(clock());
    if (step.kind === "rest") return rested(step, refused);
    if (step.kind === "acknowledge") await acknowledge(step.response);
    else if (step.kind === "send") refused = tell(ledger, step.id, await sent(send, step), clock()) ?? refused;
    else if (step.kind === "sign") give(ledger, step.id, await sign(step), clock());
    else if (committed(await store(step))) ledger.stored(step.id);
    else ledger.reload(await load(step.key));
  }
}
/** What a driver gives would count as true whatever was written, and a refund would be sent without its row. */
const committed = (stored) => {
  if (typeof stored !== "boolean") throw new TypeError("store must give true or false");
  return stored;
};
/** What came of it. Whatever was thrown on the way, the request may have arrived: it is lost. */
const sent = async (send, step) => {
  try {
    return await send(step);
  } catch {
    return null;
  }
};
/** What was thrown while signing ends the run: nothing was armed. */
const give = (ledger, id, signature, now) => (signature ? ledger.signed(id, signature) : ledger.notSigned(id, now));
/** A response that cannot be taken is lost, and the run throws why when that is stored: or each run would ask again at once. */
const tell = (ledger, id, result, now) => {
  try {
    if (result === "notSent") ledger.notSent(id, now);
    else ledger.received(id, result, now);
  } catch (error) {
    ledger.received(id, null, now);
    return error;
  }
};
const rested = ({ until }, refused) => {
  if (refused) throw refused;
  return until;
};
