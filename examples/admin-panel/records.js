// What a refund says of itself to the page: what was wished, how the ledger has it, and the trail.

/** The refund clashes with one that is already there. */
export class Conflict extends Error {}

export const isUndecided = ({ stage }) => stage !== "ended";

/** Whether its money and its goods count as given back: it may still succeed, or has. */
export const isHeld = (refund) => refund?.status !== "declined";

/** Whether a wish under a known id is the same one. */
export function isSame(known, wish) {
  const told = ({ provider, paymentId, amount, goods = [], shares = [] }) =>
    JSON.stringify([provider, paymentId, amount, goods, shares]);
  return told(known) === told(wish);
}

/** What the page may know. */
export function view(record, { form, stands, sending, due, trail }) {
  const { id, batch, provider, goods = [], at } = record;
  const { paymentId, merchantOrder, amount, captured } = form;
  const request = trail.findLast((step) => step.refund === id)?.request;
  const steps = trail.map(({ request, refund, ...step }) => step);
  const wished = { id, batch, provider, paymentId, merchantOrder, amount, captured, goods, at };
  return { ...wished, stands, sending, due, request, trail: steps };
}
