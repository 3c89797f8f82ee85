// The ledger of a capture: Google asks, the host stores, pays once and responds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./installed.js";

const { GoogleIntegrator, money } = await load();
const google = new GoogleIntegrator({}, { accountIds: ["shop"] });
const capture = { captureKey: "payment-1", accountId: "shop", captured: money("100.00", "USD") };
const MINUTE = 60_000;

function request(id, now) {
  const header = { protocolVersion: { major: 1, minor: 0, revision: 0 }, requestId: id, requestTimestamp: String(now) };
  const body = { requestHeader: header, paymentIntegratorAccountId: "shop", captureRequestId: "capture-1", currencyCode: "USD", refundAmount: "10500000" };
  return google.parseRequest({ method: "POST", url: "/v1/refund", headers: [], body: JSON.stringify(body) }, now);
}

/** A host with rows, a bank that counts, and what `pay` and `check` find out. */
class Host {
  rows = new Map();
  paid = [];
  opening = capture;

  open() {
    return google.ledger(this.opening, this.rows.get(google.ledgerKey(this.opening)));
  }

  answer(id, now, payout) {
    const ledger = this.open();
    const asked = request(id, now);
    ledger.answer(asked, this.rows.get(google.requestKey(asked)));
    for (;;) {
      const step = ledger.next(now);
      if (step.kind === "respond") return { ...step.response, left: ledger.left().minorUnits };
      if (step.kind === "store") this.store(ledger, step);
      else payout(ledger, step, this.paid);
    }
  }

  store(ledger, { id, key, body, expected, attention, summary }) {
    if ((this.rows.get(key)?.version ?? 0) !== expected) return ledger.reload(this.rows.get(key));
    this.rows.set(key, { body, version: expected + 1 });
    this.columns = { attention, lines: JSON.parse(summary) };
    ledger.stored(id);
  }
}

const pays = (ledger, { kind, id, key }, paid) => {
  assert.equal(kind, "pay");
  paid.push(key);
  ledger.paid(id, { refunded: { refundId: `refund-${key}` } });
};
const result = ({ body }) => JSON.parse(body).result;

test("a request is claimed, paid once, stored and responded to", () => {
  const host = new Host();
  const now = Date.now();
  const first = host.answer("request-1", now, pays);
  assert.deepEqual([first.status, result(first), first.left, host.paid.length], [200, "SUCCESS", 8950, 1]);
  const again = host.answer("request-1", now + 1000, pays);
  assert.deepEqual([result(again), host.paid.length], ["SUCCESS", 1]);
});

test("a program that dies while it pays does not pay again: the payout is checked", () => {
  const host = new Host();
  const now = Date.now();
  const died = new Error("died");
  const dies = (_ledger, { key }, paid) => { paid.push(key); throw died; };
  assert.throws(() => host.answer("request-1", now, dies), died);
  const soon = host.answer("request-1", now + 1000, dies);
  assert.notEqual(soon.status, 200, "nobody knows yet");
  const checks = (ledger, { kind, id, key }, paid) => {
    assert.deepEqual([kind, paid], ["check", [key]]);
    ledger.paid(id, { refunded: { refundId: "found" } });
  };
  const later = host.answer("request-1", now + 3 * MINUTE, checks);
  assert.deepEqual([result(later), host.paid.length], ["SUCCESS", 1]);
});

test("two payouts of one request are an alert until a person settles it", () => {
  const host = new Host();
  host.opening = { ...capture, payoutsReplay: true };
  const now = Date.now();
  const paysAs = (refundId) => (ledger, { id }) => ledger.paid(id, { refunded: { refundId } });
  host.answer("request-1", now, (ledger, step) => {
    host.answer("request-1", now, paysAs("one"));
    paysAs("two")(ledger, step);
  });
  assert.deepEqual([host.columns.attention, host.columns.lines[0].refundIds], ["alert", ["one", "two"]]);
  const ledger = host.open();
  const [{ id, ...alert }, ...others] = ledger.alerts();
  assert.deepEqual([alert, others], [{ kind: "paid_twice", reference: "request-1", expected: 1050, found: 2100, atMs: now }, []]);
  assert.throws(() => ledger.settleAlert(id, "", "claimed back", now), { code: "missing_field", field: "by" });
  assert.throws(() => ledger.settleAlert("another", "anna", "claimed back", now), { code: "unknown_identifier", field: "alert" });
  ledger.settleAlert(id, "anna", "claimed back", now);
  for (let step; (step = ledger.next(now)).kind === "store"; ) host.store(ledger, step);
  assert.deepEqual([host.columns.attention, host.columns.lines[0].settled], ["none", { atMs: now, by: "anna", note: "claimed back" }]);
  assert.deepEqual(host.open().alerts(), []);
});

test("it is refused what is wrong, with its field", () => {
  assert.throws(() => google.ledger({ ...capture, captureKey: "" }, null), { code: "missing_field", field: "capture.captureKey" });
  assert.throws(() => google.ledger(capture, { body: "{}", version: 1 }), { name: "RefundError" });
  const ledger = google.ledger(capture, null);
  assert.throws(() => ledger.paid(7, { refunded: {} }), { code: "unknown_step" });
  ledger.free();
});
