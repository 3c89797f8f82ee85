// What a refund says of itself to the page: what was wished, how the ledger has it, and the trail.

/** The refund clashes with one that is already there. */
export class Conflict extends Error {}

export const isUndecided = ({ stage }) => stage !== "ended";

/** Whether a wish under a known id is the same one. */
export function isSame(known, wish) {
  const told = ({ provider, paymentId, amount, goods = [], shares = [] }) =>
    JSON.stringify([provider, paymentId, amount, goods, shares]);
  return told(known) === told(wish);
}

/** What the page may know. */
export function view(record, { form, stands, sending, due, trail }) {
  const { id, batch, provider } = record;
  const { paymentId, merchantOrder, amount, captured } = form;
  const request = trail.findLast((step) => step.refund === id)?.request;
  const steps = trail.map(({ request, refund, ...step }) => step);
  return { id, batch, provider, paymentId, merchantOrder, amount, captured, stands, sending, due, request, trail: steps };
}
