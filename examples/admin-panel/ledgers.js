// Carries out the steps of the ledgers: the table, HTTP, and the trail that a person reads. Knows no HTTP server and no page.
import { redact, sendWithFetch } from "refundkit";
import { providers } from "./public/providers.js";
import { pauseOf } from "./pause.js";

const TIMEOUT = 10_000;

/** Nobody refunds these payments but this panel. A person is asked after a few questions: somebody sits before it. */
const SETTINGS = { account: "admin-panel", noOtherRefunds: true, patience: { questions: 3 } };

/** `wishes` gives what an order's ledger was asked for, `changed` is told of every order that something happened to. */
export function ledgerRunner({ connections, store, clock, wishes, changed }) {
  const sending = new Map();

  const keyOf = (order) => connections[order.provider].ledgerKey(SETTINGS, providers[order.provider].payment(order));

  /** The ledger of an order, with every wish. The same wish again is the same refund. */
  const open = async (order) => openWith(order, await wishes(order));

  async function openWith(order, wished) {
    const row = await store.load(keyOf(order));
    const payment = providers[order.provider].payment(order);
    const ledger = connections[order.provider].ledger(SETTINGS, payment, order.captured, row);
    for (const { id, request } of wished) ledger.request(id, request);
    return ledger;
  }

  /** Stores what is new, and sends nothing: that is the worker's, in whichever relay. Gives what `told` gives. */
  async function tell(order, told = () => {}, acknowledge = () => {}) {
    const wished = await wishes(order);
    const ledger = await openWith(order, wished);
    ledger.listen();
    const result = told(ledger);
    await carryOut(order, ledger, acknowledge);
    await handOn(wished);
    return result;
  }

  /** Brings an order as far as it goes now. Gives for how many milliseconds it is to be left alone. */
  async function work(order) {
    const pause = clock.wall(await store.pauseEnds(order.provider)) - Date.now();
    if (pause > 0) return pause;
    const wished = await wishes(order);
    await carryOut(order, await openWith(order, wished));
    await handOn(wished);
    return 0;
  }

  /** What the ledger has stored, its row takes up from now on. */
  async function handOn(wished) {
    for (const { id, isHandedOn } of wished) if (!isHandedOn) await store.handOn(id);
  }

  async function carryOut(order, ledger, acknowledge = () => {}) {
    try {
      for (let step; (step = ledger.next(clock.now())).kind !== "rest"; ) {
        if (step.kind === "store") await keep(order, ledger, step);
        else if (step.kind === "send") await send(order, ledger, step);
        else if (step.kind === "acknowledge") acknowledge(step.response);
        else throw new Error(`a step that nobody here carries out: ${step.kind}`);
      }
    } finally {
      changed(order);
    }
  }

  async function keep(order, ledger, step) {
    if (await store.write(step)) ledger.stored(step.id);
    else ledger.reload(await store.load(step.key));
    changed(order);
  }

  async function send(order, ledger, { id, request, money, before }) {
    const refund = ledger.view().refunds.findLast(({ stage }) => stage === "in_progress");
    sending.set(keyOf(order), money);
    await note(order, { what: wordsOf(refund, money), ...(money && { refund: refund.reference, request: redact(request) }) });
    const { response, unsent } = await exchange(request, before).finally(() => sending.delete(keyOf(order)));
    if (unsent) ledger.notSent(id, clock.now());
    else ledger.received(id, response, clock.now());
    await keepPause(order, pauseOf(response));
    await note(order, { what: cameOf(response, unsent), ...said(ledger.refund(refund?.reference ?? ""), response) });
  }

  /** `response` is null where it was lost; `unsent` where it is proved that not one byte left. */
  async function exchange(request, before) {
    const end = Math.floor(Math.min(clock.wall(before), Date.now() + TIMEOUT));
    const result = await sendWithFetch({ request, before: end }).catch(lost);
    return result === "notSent" ? { response: null, unsent: true } : { response: result, unsent: false };
  }

  /** Every order of the provider waits, in every relay. */
  async function keepPause(order, pause) {
    if (pause === 0) return;
    await store.pause(order.provider, clock.now() + pause).catch(console.error);
    await note(order, { what: "The provider had too many requests: it is left alone for a while" });
  }

  /** For people. Where it cannot be kept, what the ledger has to store still may. */
  async function note(order, step) {
    await store.note(keyOf(order), Date.now(), step).catch(console.error);
    changed(order);
  }

  return {
    keyOf,
    open,
    tell,
    work,
    note,
    keysOf: (provider, event) => connections[provider].ledgerKeysOf(SETTINGS, event),
    isSending: (order) => sending.get(keyOf(order)) === true,
  };
}

function wordsOf(refund, money) {
  if (!money) return refund ? "Asked for the status" : "Asked the provider what was given back before";
  return refund.sendings > 1 ? "Sent again, the very same request" : "Sent";
}

/** What is thrown is a lost response, or a mistake of ours: whoever runs the relay is to see which. fetch's error holds no request. */
function lost(error) {
  console.error(error);
  return null;
}

function cameOf(response, unsent) {
  if (unsent) return "There was no connection, so nothing was sent";
  return response ? "Response" : "No response came back";
}

/** How the refund stands after that. */
const said = (refund, response) => ({
  ...(refund && { status: refund.status, reason: refund.reason, code: refund.code }),
  httpStatus: response?.status,
});
