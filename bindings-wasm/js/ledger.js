// The loop of a ledger's host, over functions of the host. It does no I/O of its own.

/** Carries out a ledger's steps until it rests, and gives the time at which there is work again. */
export async function runLedger(ledger, host) {
  check(host);
  const { load, store, send, sendFailed, sign, acknowledge, clock = Date.now } = host;
  let refused;
  for (;;) {
    const step = ledger.next(clock());
    if (step.kind === "rest") return rested(step, refused);
    if (step.kind === "acknowledge") await acknowledge(step.response);
    else if (step.kind === "send") refused = (await carryOut(ledger, step, { send, sendFailed, clock })) ?? refused;
    else if (step.kind === "sign") give(ledger, step.id, await sign(step), clock());
    else if (committed(await store(step))) ledger.stored(step.id);
    else ledger.reload(await load(step.key));
  }
}
/** Found out by its first call, a `send` that is no function would count as a response that was lost. */
const check = (host) => {
  for (const name of ["load", "store", "send"]) mustBeFunction(name, host[name]);
  for (const name of ["sendFailed", "sign", "acknowledge", "clock"]) mustBeFunction(name, host[name] ?? check);
};
const mustBeFunction = (name, value) => {
  if (typeof value !== "function") throw new TypeError(`${name} must be a function`);
};
/** What a driver gives would count as true whatever was written, and a refund would be sent without its row. */
const committed = (stored) => {
  if (typeof stored !== "boolean") throw new TypeError("store must give true or false");
  return stored;
};
/** Sends, and tells the ledger what came of it. Gives what the run is to throw at its end. */
const carryOut = async (ledger, step, { send, sendFailed, clock }) => {
  let result;
  try {
    result = answered(await send(step));
  } catch (error) {
    // Whatever was thrown on the way, the request may have arrived: it is lost.
    ledger.received(step.id, null, clock());
    return report(sendFailed, step, error);
  }
  return tell(ledger, step.id, result, clock());
};
/** A function that forgets to return gives undefined, and every refund would be lost. */
const answered = (result) => {
  if (result === undefined) throw new TypeError("send must give a response, null or \"notSent\"");
  return result;
};
/** Only what was thrown is named: the error of an HTTP client may hold the request. */
const warn = (step, error) =>
  console.error(`refundkit: send threw ${error?.name ?? typeof error}, and the response counts as lost. Give the host sendFailed to hear why.`);
/** Were the run to end with what the hook throws, the loss would not be stored, and each run would ask again at once. */
const report = async (sendFailed = warn, step, error) => {
  try {
    await sendFailed(step, error);
  } catch (thrown) {
    return thrown;
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
