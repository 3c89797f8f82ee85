// What a person has to look after although it is about no refund of ours: shown, and settled.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../../examples/admin-panel/connections.js";
import { openStore } from "../../../examples/admin-panel/store.js";
import { ACCOUNT, askOf } from "./asks.mjs";
import { eventually } from "./environment.mjs";
import { base, button, database, installed, loud, page, row, simulator } from "./panel.mjs";

const { GoogleIntegrator, runLedger } = installed("refundkit");

/** The ledger of an order of Bank 131 looks, and its session lists this beside our refunds. */
async function listed(number, amount, entry) {
  const store = await openStore(database.address);
  const sessionId = `00000000-0000-4000-8000-00000000000${number}`;
  const { bank131 } = connect(simulator.base);
  const [settings, captured] = [{ account: "admin-panel", noOtherRefunds: true, patience: { questions: 3 } }, { minorUnits: 10_000, currency: "RUB" }];
  const key = bank131.ledgerKey(settings, { sessionId });
  const ledger = bank131.ledger(settings, { sessionId }, captured, await store.load(key));
  ledger.request(`elsewhere-${number}`, { amount: { minorUnits: amount, currency: "RUB" } });
  const acquiring = { id: "pm_1", status: "succeeded", amount_details: { amount: 10_000, currency: "rub" }, refunds: [entry] };
  const body = { status: "ok", session: { id: sessionId, status: "accepted", acquiring_payments: [acquiring] } };
  const response = { status: 200, headers: [["content-type", "application/json"]], body: JSON.stringify(body) };
  const send = async ({ money }) => (assert.ok(!money, "no refund may be sent here"), response);
  await runLedger(ledger, { load: store.load, store: store.write, send });
  await store.close();
}

const alerts = (order) => page.locator(`[data-attention="${order}"]`);
const soon = { timeout: 20_000 };
const dismissed = (order) => alerts(order).waitFor({ state: "detached", ...soon });

test("a chargeback is shown, and what is left is less by it", async () => {
  await listed(8, 7000, { id: "rf_c", status: "accepted", amount_details: { amount: 4000, currency: "rub" }, is_chargeback: true });
  await row("bank131/order-8").locator(".left", { hasText: "60.00" }).waitFor(soon);
  await page.goto(`${base}#refunds`);
  const shown = alerts("bank131/order-8");
  assert.match(await shown.innerText(soon), /order-8[^]*Bank 131[^]*Charged back[^]*40\.00 RUB/);
  await shown.getByRole("button", { name: "Looked after" }).click();
  await shown.getByText("Say first what you found").waitFor(soon);
  await shown.getByLabel("What you found").fill("told the people who answer disputes");
  await shown.getByRole("button", { name: "Looked after" }).click();
  await dismissed("bank131/order-8");
  assert.deepEqual(loud, []);
});

test("an entry that cannot be read lets nothing be refunded, until somebody says that it is none of ours", async () => {
  await listed(6, 1000, { id: "rf_e", status: "accepted", amount_details: { amount: 100, currency: "eur" } });
  await row("bank131/order-6").locator(".left", { hasText: /^\s*0\.00/ }).waitFor(soon);
  assert.ok(await button("bank131/order-6").isDisabled());
  await page.goto(`${base}#refunds`);
  const shown = alerts("bank131/order-6");
  assert.match(await shown.innerText(soon), /Unreadable entry[^]*rf_e/);
  await shown.getByLabel("What you found").fill("another shop's");
  await shown.getByRole("button", { name: "None of ours" }).click();
  await dismissed("bank131/order-6");
  await eventually(async () => assert.equal((await simulator.order("bank131", "order-6")).moved, 1000));
});

test("no alert and no payment by another name is looked after", async () => {
  const settle = (path, data) => page.request.post(`${base}/api/orders/${path}/settle`, { data });
  const words = { alert: "none", note: "seen" };
  assert.equal((await settle("bank131/constructor", words)).status(), 404);
  assert.equal((await settle("bank131/00000000-0000-4000-8000-000000000004", words)).status(), 422);
});

/** Two workers of a host that says its payouts replay pay one request of Google's twice: they do not. */
async function paidTwice(captureKey) {
  const store = await openStore(database.address);
  const google = new GoogleIntegrator({}, { accountIds: [ACCOUNT] });
  const opening = { captureKey, accountId: ACCOUNT, captured: { minorUnits: 10_000, currency: "USD" }, payoutsReplay: true };
  const asked = google.parseRequest(askOf("twice", captureKey), Date.now());
  const until = async (kind, ledger) => {
    const step = ledger.next(Date.now());
    if (step.kind === kind) return step;
    if (await store.write(step)) ledger.stored(step.id);
    else ledger.reload(await store.load(step.key));
    return until(kind, ledger);
  };
  const workers = [];
  for (const refundId of ["payout-1", "payout-2"]) {
    const ledger = google.ledger(opening, await store.load(google.ledgerKey(opening)));
    ledger.answer(asked, await store.load(google.requestKey(asked)));
    const { id } = await until("pay", ledger);
    workers.push({ ledger, id, refundId });
  }
  for (const { ledger, id, refundId } of workers) {
    ledger.paid(id, { refunded: { refundId } });
    await until("respond", ledger);
  }
  await store.close();
}

test("two payouts of one request of Google's are shown, and looked after", async () => {
  await paidTwice("capture-4");
  await page.goto(`${base}#refunds`);
  const shown = alerts("capture-4");
  assert.match(await shown.innerText(soon), /capture-4[^]*Google[^]*Paid twice[^]*expected 30\.00 USD, found 60\.00 USD/);
  await shown.getByLabel("What you found").fill("claimed back");
  await shown.getByRole("button", { name: "Looked after" }).click();
  await dismissed("capture-4");
  await page.goto(`${base}#google`);
  await page.getByText("support: claimed back").waitFor(soon);
  assert.deepEqual(loud, []);
  const settle = (path, data) => page.request.post(`${base}/api/captures/${path}/settle`, { data });
  assert.equal((await settle("capture-9", { alert: "none", note: "seen" })).status(), 404);
  assert.equal((await settle("capture-4", { alert: "none", note: "seen" })).status(), 422);
});
