// Google calls us. The ledger of a capture claims in the table, then the bank pays, and only what is stored is what Google hears.
import { GoogleIntegrator, format, isRefundError } from "refundkit";
import { Conflict } from "./records.js";
import { captures } from "./shop.js";

const ACCOUNT = "InvisiCashUSA_USD";
const ASKED = "google"; // the trail of what Google asked for
const SHOWN = 100; // the last of it that people are shown

/** `bank` pays by a key, and knows by it what was paid. */
export function googleDesk({ store, bank, changed, openEnvelope = nobodyOpens, now = Date.now }) {
  const google = new GoogleIntegrator({}, { accountIds: [ACCOUNT] });
  const openings = Object.entries(captures).map(([captureKey, captured]) => ({ captureKey, accountId: ACCOUNT, captured }));
  const byKey = new Map(openings.map((opening) => [google.ledgerKey(opening), opening]));
  let told = "[]";
  let unopened = 0; // since the relay began: strangers must not fill a table

  async function handle(request) {
    const opened = await openEnvelope(request);
    if (opened) return handleOpened(opened);
    unopened += 1;
    return { status: 403, headers: [], body: "" };
  }

  async function handleOpened(request) {
    try {
      return await answer(google.parseRequest(request, now()));
    } catch (error) {
      if (!isRefundError(error) || !error.reply) throw error;
      await note({ requestId: "", captureId: "", amount: null, became: "unreadable", why: `${error.field} ${error.detail}` });
      return error.reply;
    }
  }

  async function answer(asked) {
    const { requestId, captureId, amount } = asked;
    const opening = openings.find(({ captureKey }) => captureKey === captureId.id);
    const { response, paid } = opening
      ? await carryOut(opening, await open(opening, asked))
      : { response: google.buildReserved(asked, { unknownCapture: { kind: captureId.kind } }, now()), paid: false };
    await note({ requestId, captureId: captureId.id, amount, became: wordOf(response, paid), why: whyOf(response) });
    return response;
  }

  async function open(opening, asked) {
    const ledger = google.ledger(opening, await store.load(google.ledgerKey(opening)));
    if (asked) ledger.answer(asked, await store.load(google.requestKey(asked)));
    return ledger;
  }

  /** Every step, until there is a response or nothing to do. */
  async function carryOut(opening, ledger) {
    for (let paid = false; ; ) {
      const step = ledger.next(now());
      if (step.kind === "rest") return {};
      if (step.kind === "respond") return { response: step.response, paid };
      if (step.kind === "store") await keep(ledger, step);
      else if (step.kind === "pay") paid = await pay(ledger, step);
      else if (step.kind === "check") await check(opening, ledger, step);
      else throw new Error(`a step that nobody here carries out: ${step.kind}`);
    }
  }

  async function keep(ledger, step) {
    if (await store.write(step)) ledger.stored(step.id);
    else ledger.reload(await store.load(step.key));
  }

  /** A payout of which nobody knows what became is checked later. */
  async function pay(ledger, { id, key, amount }) {
    const refundId = await bank.payOut(key, amount).catch(console.error);
    if (refundId) ledger.paid(id, { refunded: { refundId } });
    else ledger.unknown(id);
    return refundId !== undefined;
  }

  async function check({ captureKey }, ledger, { id, key, amount }) {
    const refundId = await bank.lookUp(key);
    if (refundId) ledger.paid(id, { refunded: { refundId } });
    else ledger.notPaid(id);
    await note({ requestId: "", captureId: captureKey, amount, became: refundId ? "found" : "notFound", why: "" });
  }

  async function note(facts) {
    await store.note(ASKED, now(), facts);
    await follow();
  }

  /** A person's word about an alert. It changes neither what Google hears nor what is left. */
  async function settle({ captureId }, { alert, note: found }, by) {
    const opening = openings.find(({ captureKey }) => captureKey === captureId);
    const ledger = await open(opening);
    ledger.settleAlert(alert, by, found, now());
    await carryOut(opening, ledger);
    if (ledger.alerts().some(({ id }) => id === alert)) throw new Conflict("It stands otherwise now.");
    await note({ requestId: "", captureId, amount: null, became: "lookedAfter", why: `${by}: ${found}` });
  }

  /** Tells what is new, also by other relays. */
  async function follow() {
    const versions = (await store.versions()).filter(({ key }) => byKey.has(key));
    const last = JSON.stringify([await store.lastOfTrail(ASKED, SHOWN), unopened, versions]);
    if (last !== told) changed(await stateNow());
    told = last;
  }

  async function stateNow() {
    const [asks, ledgers] = await Promise.all([store.lastOfTrail(ASKED, SHOWN), Promise.all(openings.map((opening) => open(opening)))]);
    const captures = openings.map(({ captureKey, captured }, index) => ({
      id: captureKey,
      currency: captured.currency,
      left: shown(ledgers[index].left()),
      alerts: ledgers[index].alerts(),
    }));
    return { asks, captures, unopened };
  }

  /** Payouts that a relay left without a result are checked, and after an hour what the bank does not have was never paid. */
  const due = async () => (await store.dueAt(now())).filter((key) => byKey.has(key));
  const work = async (key) => (await carryOut(byKey.get(key), await open(byKey.get(key))), 0);
  const named = (key) => byKey.has(key) && { captureId: byKey.get(key).captureKey };
  const has = ({ captureId }) => openings.some(({ captureKey }) => captureKey === captureId);
  return { handle, settle, has, follow, state: stateNow, named, due, work };
}

/** Refuses every request: nobody has said yet how the envelope is opened. */
const nobodyOpens = async () => null;

/** The simulator seals nothing. Where others reach the port, this pays out to whoever asks. */
export const openedForTheSimulatorAlone = async (request) => request;

const shown = (left) => `${format(left)} ${left.currency}`;

/** What became of a request, by what Google hears. */
function wordOf({ status, body }, paid) {
  if (paid) return "paid";
  if (status === 200) return JSON.parse(body).result === "SUCCESS" ? "repeated" : "declined";
  return status === 409 ? "inFlight" : "refused";
}

const whyOf = ({ body }) => JSON.parse(body || "{}").errorDescription ?? "";
