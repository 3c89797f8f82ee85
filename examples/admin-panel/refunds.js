// The life of a refund: stored, sent once, then whatever its next action says. Knows no HTTP server and no page.
import pLimit from "p-limit";
import * as refundkit from "refundkit";
import { providers } from "./public/providers.js";
import { exchange } from "./exchange.js";
import { Conflict, facts, isTaken, isUndecided, mayGoOn, outcomeOf, said, sameWish, text, view } from "./records.js";

const { baseline, isRefundError, merge, money, redact, outcomeToStored } = refundkit;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const AT_ONCE = 3; // refunds that are being sent, however large a batch is

/**
 * `patience` caps the waiting between questions, in milliseconds; `changed` is told of every refund that changed.
 */
export function refundService({ connections, store, orders, patience, changed }) {
  const records = store.data.refunds;
  const timers = new Map();
  const busy = new Set();
  const limit = pLimit(AT_ONCE);

  /** Takes a refund on, or gives the one that was taken on under this id. Without `await`: two clicks meet here. */
  function begin(wish) {
    if (!UUID.test(wish.id)) throw new Conflict("A refund needs a key of its own.");
    const known = records[wish.id];
    if (known) return sameWish(known, wish);
    const form = formOf(wish, orders);
    const refund = checked(wish, form);
    if (others(wish).some(isUndecided)) throw new Conflict("An earlier refund of this order is not decided yet.");
    const record = {
      id: wish.id,
      batch: wish.batch,
      provider: wish.provider,
      wish,
      ...facts(form),
      refund: null,
      outcome: null,
      sent: 0,
      asked: 0,
      trail: [],
    };
    records[wish.id] = record;
    limit(() => begun(record, form, refund)).catch((error) => failed(record, error));
    return view(record);
  }

  /** Asks what was there before, stores, and only then sends. */
  async function begun(record, form, refund) {
    const { provider, connection } = at(record);
    await note(record, "Stored under its own key, so that no reload and no second click sends it twice");
    const { response } = await exchange(connection.buildStatusRequest(refund));
    const before = baseline(connection.parseStatusResponse(refund, response).snapshot);
    if (!before) return refuse(record, "The provider could not say what was given back before. Nothing was sent.");
    before.remaining ??= left(record);
    const exact = provider.refund({ ...form, baseline: before });
    const request = connection.buildRequest(exact);
    record.refund = refundkit[provider.class].refundToStored(exact);
    record.request = redact(request);
    await note(record, `Asked the provider first: ${text(before.remaining, record)} can be given back`);
    await sendOnce(record, request);
  }

  /** That it is sent is written down before it is: after a crash in between it may have been, and is looked up. */
  async function sendOnce(record, request) {
    record.sent += 1;
    record.sending = true;
    await note(record, record.sent === 1 ? "Sent" : "Sent again, the very same request");
    const { connection } = at(record);
    const { response, unsent } = await exchange(request);
    record.sending = false; // saved with what was learnt
    const refund = exactOf(record);
    if (unsent) return learn(record, connection.notSent(refund), "Nobody listened there, so nothing was sent");
    await learn(record, connection.parseResponse(refund, response).outcome, response ? "Response" : "No response came back");
  }

  async function ask(record) {
    const { connection } = at(record);
    record.asked += 1;
    const refund = exactOf(record);
    const { response } = await exchange(connection.buildStatusRequest(refund));
    const snapshot = connection.parseStatusResponse(refund, response).snapshot;
    await learn(record, connection.resolve(refund, snapshot), "Asked for the status");
  }

  /** Whatever is learnt is merged with what is known, in whatever order it comes. */
  async function learn(record, learnt, how) {
    const known = outcomeOf(record);
    const outcome = known ? merge(known, learnt) : learnt;
    record.outcome = outcomeToStored(outcome);
    await note(record, how, learnt);
    follow(record);
  }

  /** Does the next action when its time has come, as long as it is one that a program may do. */
  function follow(record) {
    clearTimeout(timers.get(record.id));
    const outcome = outcomeOf(record);
    record.due = null;
    if (!mayGoOn(record)) return changed(view(record));
    const pause = Math.min(outcome.askAfterMs ?? 1000, patience);
    record.due = Date.now() + pause;
    timers.set(record.id, setTimeout(() => step(record).catch((error) => failed(record, error)), pause).unref());
    changed(view(record));
  }

  /** One step at a time, however often it is asked for. */
  async function step(record) {
    if (busy.has(record.id)) return;
    busy.add(record.id);
    clearTimeout(timers.get(record.id));
    try {
      const { nextAction } = outcomeOf(record) ?? {};
      if (nextAction === "resend_same") await sendOnce(record, at(record).connection.buildRequest(exactOf(record)));
      else if (nextAction === "query_status" || nextAction === "wait") await ask(record);
    } finally {
      busy.delete(record.id);
    }
  }

  /** A verified webhook: settles what it is about. Says whether it was news. */
  async function heard(provider, event) {
    const key = `${provider} ${event.dedupeKey}`;
    const meant = about(provider, event);
    if (store.data.webhooks.includes(key)) {
      for (const record of meant) await note(record, "The same webhook came again and was dropped");
      return false;
    }
    const settled = meant.map((record) =>
      learn(record, connections[provider].settle(exactOf(record), event), "Webhook, its signature verified"),
    );
    store.data.webhooks.push(key); // in the same breath as the outcomes: one save holds both
    await Promise.all([...settled, store.save()]);
    return true;
  }

  /** A notice that nobody signed proves nothing; it is a reason to ask. */
  async function noticed(provider, notice) {
    for (const record of about(provider, notice).filter(mayGoOn)) {
      await note(record, "An unsigned notice came: a reason to ask");
      step(record).catch((error) => failed(record, error));
    }
  }

  function about(provider, { paymentId, merchantOrder }) {
    const named = (record) => record.paymentId === paymentId || record.merchantOrder === merchantOrder;
    return Object.values(records).filter((record) => record.provider === provider && record.refund && named(record));
  }

  /** After a crash: what was not sent is dropped, what may have been sent is a lost response. */
  function recover() {
    for (const record of Object.values(records)) {
      if (record.refused) continue;
      if (!record.sent) refuse(record, "The relay was stopped before it was sent. Nothing was sent.");
      else if (record.outcome && !record.sending) follow(record);
      else
        learn(
          record,
          at(record).connection.parseResponse(exactOf(record), null).outcome,
          "The relay was stopped before the response came",
        );
    }
  }

  /** The exact request that a wish would become, masked. */
  function preview(wish) {
    const form = formOf(wish, orders);
    const { connection } = at(wish);
    return redact(connection.buildRequest(checked(wish, form)));
  }

  /** Builds it once, to find what is wrong while the person can still mend it. */
  function checked(wish, form) {
    const { provider, connection } = at(wish);
    const refund = provider.refund(form);
    const limits = { remaining: left({ ...facts(form), provider: wish.provider, id: wish.id }) };
    connection.buildRequest(provider.refund({ ...form, baseline: limits }));
    return refund;
  }

  /** What our own books say is left: some providers do not tell. */
  function left({ provider, paymentId, captured, id }) {
    const taken = others({ provider, paymentId, id }).filter(isTaken);
    return taken.reduce((rest, other) => rest - other.amount.minorUnits, captured.minorUnits);
  }

  /** The other refunds of a payment. */
  function others({ provider, paymentId, id }) {
    const same = (other) => other.provider === provider && other.paymentId === paymentId && other.id !== id;
    return Object.values(records).filter(same);
  }

  async function note(record, what, learnt) {
    record.trail.push({ at: Date.now(), what, ...(learnt && said(learnt)) });
    await store.save();
    changed(view(record));
  }

  async function refuse(record, why) {
    record.refused = why;
    await note(record, why);
  }

  function failed(record, error) {
    if (!isRefundError(error)) console.error(error);
    const why = isRefundError(error) ? `${error.field} ${error.detail}` : "The relay failed";
    if (!record.sent) return refuse(record, `${why}. Nothing was sent.`);
    return learn(record, at(record).connection.parseResponse(exactOf(record), null).outcome, why);
  }

  const at = ({ provider }) => ({ provider: providers[provider], connection: connections[provider] });
  const exactOf = (record) => refundkit[providers[record.provider].class].refundFromStored(record.refund);
  return {
    begin,
    ask: (id) => step(records[id]),
    has: (id) => Object.hasOwn(records, id),
    heard,
    noticed,
    recover,
    preview,
    all: () => Object.values(records).map(view),
  };
}

/** A wish in our own books' terms. Amounts come as text and are parsed here once more. */
function formOf({ id, provider, paymentId, amount, goods = [], shares = [] }, orders) {
  const order = orders().find((other) => other.provider === provider && other.paymentId === paymentId);
  if (!order) throw new Conflict("There is no such order.");
  const { currency } = order.captured;
  const parsed = money(amount, currency);
  return {
    ...order,
    reference: id,
    amount: parsed,
    whole: parsed.minorUnits === order.captured.minorUnits,
    goods: goods.map((wished) => goodOf(order, wished)),
    shares: shares.map(({ receiver, amount }) => ({ receiver, minorUnits: money(amount, currency).minorUnits })),
  };
}

function goodOf(order, { position, pieces }) {
  const good = order.goods.find((other) => other.position === position);
  if (!good || !(pieces <= good.pieces)) throw new Conflict("That was not bought.");
  return { ...good, pieces };
}
