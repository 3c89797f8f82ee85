// What a stored refund says of itself. A record is plain JSON: what was asked for, what was stored, sent and learnt, and
// the trail that a person reads.
import { format, outcomeFromStored } from "refundkit";

const TIMES_ASKED = 8; // by itself; a person may ask further
const TIMES_SENT = 4;
const OPEN = ["wait", "query_status", "resend_same"];

/** The refund clashes with one that is already there. */
export class Conflict extends Error {}

export const outcomeOf = (record) => (record.outcome ? outcomeFromStored(record.outcome) : null);
const stepOf = (record) => outcomeOf(record)?.nextAction;

/** Whether a program may do the next action by itself. */
export const mayGoOn = (record) => OPEN.includes(stepOf(record)) && !isTired(record);

const isTired = (record) => record.asked >= TIMES_ASKED || record.sent >= TIMES_SENT;

/** Also what a person has to look at is undecided: no other refund of the payment may start. */
export const isUndecided = (record) => !record.refused && !["done", "stop", "start_new"].includes(stepOf(record));

/** Whether its money is gone, or may be. */
export const isTaken = (record) => !record.refused && !["stop", "start_new"].includes(stepOf(record));

export const facts = ({ paymentId, merchantOrder, amount, captured }) => ({
  paymentId,
  merchantOrder,
  amount,
  captured,
});
export const said = ({ status, nextAction, code, message, problem, httpStatus }) => ({
  status,
  nextAction,
  code,
  message,
  problem,
  httpStatus,
});
export const text = (minorUnits, { amount: { currency } }) => `${format({ minorUnits, currency })} ${currency}`;

export function sameWish(record, wish) {
  if (JSON.stringify(record.wish) === JSON.stringify(wish)) return view(record);
  throw new Conflict("This key belongs to another refund.");
}

/** What the page may know of a record: everything but the stored forms. */
export function view({ refund, outcome, wish, ...record }) {
  return { ...record, outcome: outcome && outcomeFromStored(outcome), tired: isTired(record) };
}
