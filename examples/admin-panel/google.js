// Google calls us. Reserved in one step, stored, and only then the money moves.
import { setTimeout as sleep } from "node:timers/promises";
import { GoogleIntegrator, format, isRefundError } from "refundkit";
import { captures } from "./shop.js";

const ACCOUNT = "InvisiCashUSA_USD";
const MOVING = 50; // milliseconds that giving money back takes here

/** `handle` answers a request that the transport envelope (PGP or JWE, not shown here) has verified and opened. */
export function googleDesk({ store, changed }) {
  const google = new GoogleIntegrator({}, { accountIds: [ACCOUNT] });
  const books = store.data.google;
  for (const [id, remaining] of Object.entries(captures)) books.captures[id] ??= { accountId: ACCOUNT, remaining };

  async function handle(request) {
    try {
      return await answered(google.parseRequest(request, Date.now()));
    } catch (error) {
      if (!isRefundError(error) || !error.reply) throw error;
      await note(
        { requestId: "", captureId: "", amount: null, detail: `${error.field} ${error.detail}` },
        "unreadable",
      );
      return error.reply;
    }
  }

  async function answered(call) {
    const key = `${call.accountId} ${call.requestId}`;
    const capture = Object.hasOwn(books.captures, call.captureId.id) ? books.captures[call.captureId.id] : undefined;
    const reserved = google.reserve(call, { previous: books.refunds[key], capture });
    const { reservation } = reserved.proceed ?? {};
    const result = reserved.noMoneyLeft?.result;
    if (reservation) {
      capture.remaining.minorUnits = reservation.remainingAfter;
      books.refunds[key] = { fingerprint: reservation.fingerprint, state: "inProgress" };
    } else if (result) books.refunds[key] = { fingerprint: call.fingerprint, state: { finished: result } };
    await note(factsOf(call), wordOf(reserved));
    return reservation ? moved(key, call) : google.buildReserved(call, reserved, Date.now());
  }

  async function moved(key, call) {
    await sleep(MOVING);
    const result = { refunded: { refundId: `refund-of-${call.requestId}` } };
    books.refunds[key].state = { finished: result };
    await store.save();
    return google.buildResponse(call, result, Date.now());
  }

  async function note(facts, reserved) {
    books.asks.push({ at: Date.now(), ...facts, reserved });
    await store.save();
    changed(state());
  }

  const state = () => ({ asks: books.asks, captures: Object.entries(books.captures).map(leftOf) });
  return { handle, state };
}

const factsOf = ({ requestId, captureId, amount }) => ({ requestId, captureId: captureId.id, amount });
const wordOf = (reserved) => (typeof reserved === "string" ? reserved : Object.keys(reserved)[0]);
const leftOf = ([id, { remaining }]) => ({
  id,
  left: `${format(remaining)} ${remaining.currency}`,
});
