// Google calls us. Reserved in one step, stored, and only then the money moves.
import { setTimeout as sleep } from "node:timers/promises";
import { GoogleIntegrator, format, isRefundError } from "refundkit";
import { captures } from "./shop.js";

const ACCOUNT = "InvisiCashUSA_USD";
const BOOKS = "google";
const MOVING = 50; // milliseconds that giving money back takes here

/** `handle` answers a request that the transport envelope (PGP or JWE, not shown here) has verified and opened. */
export function googleDesk({ store, changed }) {
  const google = new GoogleIntegrator({}, { accountIds: [ACCOUNT] });
  let seen = 0;

  async function handle(request) {
    try {
      return await answered(google.parseRequest(request, Date.now()));
    } catch (error) {
      if (!isRefundError(error) || !error.reply) throw error;
      const facts = { requestId: "", captureId: "", amount: null, detail: `${error.field} ${error.detail}` };
      await enter((books) => note(books, facts, "unreadable"));
      return error.reply;
    }
  }

  async function answered(call) {
    const reserved = await enter((books) => reserve(books, call));
    return reserved.proceed ? moved(call) : google.buildReserved(call, reserved, Date.now());
  }

  /** What the books say of it, which is then in the books. */
  function reserve(books, call) {
    const capture = Object.hasOwn(books.captures, call.captureId.id) ? books.captures[call.captureId.id] : undefined;
    const reserved = google.reserve(call, { previous: books.refunds[keyOf(call)], capture });
    const { reservation } = reserved.proceed ?? {};
    const result = reserved.noMoneyLeft?.result;
    if (reservation) {
      capture.remaining.minorUnits = reservation.remainingAfter;
      books.refunds[keyOf(call)] = { fingerprint: reservation.fingerprint, state: "inProgress" };
    } else if (result) books.refunds[keyOf(call)] = { fingerprint: call.fingerprint, state: { finished: result } };
    note(books, factsOf(call), wordOf(reserved));
    return reserved;
  }

  async function moved(call) {
    await sleep(MOVING);
    const result = { refunded: { refundId: `refund-of-${call.requestId}` } };
    await enter((books) => (books.refunds[keyOf(call)].state = { finished: result }));
    return google.buildResponse(call, result, Date.now());
  }

  /** Changes the books, and stores them. Where another relay was faster, it is decided anew by what that one wrote. */
  async function enter(change) {
    for (;;) {
      const { books, version } = await read();
      const result = change(books);
      if (!(await store.keepBooks(BOOKS, { data: books, version }))) continue;
      await follow();
      return result;
    }
  }

  async function read() {
    const { data, version } = await store.books(BOOKS);
    const books = { captures: {}, refunds: {}, asks: [], ...data };
    for (const [id, money] of Object.entries(captures))
      books.captures[id] ??= { accountId: ACCOUNT, remaining: { ...money } };
    return { books, version };
  }

  /** Tells what is new in the books, also by other relays. */
  async function follow() {
    const { books, version } = await read();
    if (version > seen) changed(stateOf(books));
    seen = Math.max(seen, version);
  }

  return { handle, follow, state: async () => stateOf((await read()).books) };
}

const note = (books, facts, reserved) => books.asks.push({ at: Date.now(), ...facts, reserved });
const keyOf = ({ accountId, requestId }) => `${accountId} ${requestId}`;
const stateOf = ({ asks, captures }) => ({ asks, captures: Object.entries(captures).map(leftOf) });
const factsOf = ({ requestId, captureId, amount }) => ({ requestId, captureId: captureId.id, amount });
const wordOf = (reserved) => (typeof reserved === "string" ? reserved : Object.keys(reserved)[0]);
const leftOf = ([id, { remaining }]) => ({
  id,
  left: `${format(remaining)} ${remaining.currency}`,
});
