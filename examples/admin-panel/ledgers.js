// Carries out the steps of the ledgers: the table, HTTP, and the trail that a person reads. Knows no HTTP server and no page.
import { redact } from "refundkit";
import { providers } from "./public/providers.js";
import { exchange } from "./exchange.js";

/** Nobody refunds these payments but this panel. A person is asked after a few questions: somebody sits before it. */
const SETTINGS = { account: "admin-panel", noOtherRefunds: true, patience: { questions: 3 } };

/** A run that failed is not repeated at once. */
const SHORTEST = 250;

/** `wishes` gives what an order's ledger was asked for, `changed` is told of every order that something happened to. */
export function ledgerRunner({ connections, store, clock, wishes, changed }) {
  const runs = new Map();
  const timers = new Map();
  const sending = new Map();

  const keyOf = (order) => connections[order.provider].ledgerKey(SETTINGS, providers[order.provider].payment(order));

  /** The ledger of an order, with every wish. The same wish again is the same refund. */
  function open(order) {
    const payment = providers[order.provider].payment(order);
    const ledger = connections[order.provider].ledger(SETTINGS, payment, order.captured, store.load(keyOf(order)));
    for (const { id, request } of wishes(order)) ledger.request(id, request);
    return ledger;
  }

  /** One run of an order at a time here; of runs elsewhere the version check takes care. Gives what `told` gives. */
  function run(order, told = () => {}, acknowledge = () => {}) {
    const key = keyOf(order);
    const begun = (runs.get(key) ?? Promise.resolve()).then(() => carryOut(order, told, acknowledge));
    runs.set(key, begun.catch(() => {})); // a run that failed does not keep the next one
    return begun;
  }

  async function carryOut(order, told, acknowledge) {
    try {
      const ledger = open(order);
      const result = told(ledger);
      for (let step; (step = ledger.next(clock.now())).kind !== "rest"; ) {
        if (step.kind === "store") keep(order, ledger, step);
        else if (step.kind === "send") await send(order, ledger, step);
        else acknowledge(step.response);
      }
      return result;
    } finally {
      sending.delete(keyOf(order));
      rest(order); // also after a run that failed: the next one finds out
    }
  }

  function keep(order, ledger, step) {
    if (store.write(step)) ledger.stored(step.id);
    else ledger.reload(store.load(step.key));
    changed(order);
  }

  async function send(order, ledger, { id, request, money, before }) {
    const refund = ledger.view().refunds.findLast(({ stage }) => stage === "in_progress");
    sending.set(keyOf(order), money);
    note(order, { what: wordsOf(refund, money), ...(money && { refund: refund.reference, request: redact(request) }) });
    const { response, unsent } = await exchange(request, clock.wall(before) - Date.now());
    sending.delete(keyOf(order)); // before the note, which shows how it stands
    if (unsent) ledger.notSent(id, clock.now());
    else ledger.received(id, response, clock.now());
    note(order, { what: cameOf(response, unsent), ...said(ledger.refund(refund?.reference ?? ""), response) });
  }

  /** Comes back when there is work again. */
  function rest(order) {
    clearTimeout(timers.get(keyOf(order)));
    const due = store.due(keyOf(order));
    changed(order);
    if (due === null) return;
    const pause = Math.max(SHORTEST, clock.wall(due) - Date.now());
    timers.set(keyOf(order), setTimeout(() => run(order).catch(console.error), pause).unref());
  }

  function note(order, step) {
    store.note(keyOf(order), Date.now(), step);
    changed(order);
  }

  return {
    keyOf,
    open,
    run,
    note,
    keysOf: (provider, event) => connections[provider].ledgerKeysOf(SETTINGS, event),
    isSending: (order) => sending.get(keyOf(order)) === true,
    stop: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}

function wordsOf(refund, money) {
  if (!money) return refund ? "Asked for the status" : "Asked the provider what was given back before";
  return refund.sendings > 1 ? "Sent again, the very same request" : "Sent";
}

function cameOf(response, unsent) {
  if (unsent) return "Nobody listened there, so nothing was sent";
  return response ? "Response" : "No response came back";
}

/** How the refund stands after that. */
const said = (refund, response) => ({
  ...(refund && { status: refund.status, reason: refund.reason, code: refund.code }),
  httpStatus: response?.status,
});
