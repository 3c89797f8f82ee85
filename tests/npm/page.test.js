// The lines of the package's first page, run as they are printed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { refundkit } from "./calls.js";
import { packed } from "./installed.js";

const page = readFileSync(join(packed, "README.md"), "utf8");
const AsyncFunction = (async () => {}).constructor;

/** The code of a section, where what it imports is `refundkit` and what else it uses is given. */
function run(section, given, after = "") {
  const [, code] = new RegExp(`## ${section}\\n[^]*?\`\`\`js\\n([^]*?)\`\`\``).exec(page);
  const lines = code.replace(/import (.*) from "refundkit";/g, "const $1 = refundkit;") + after;
  const names = { refundkit, ...given };
  return new AsyncFunction(...Object.keys(names), lines)(...Object.values(names));
}

const answered = '{"operation_id":"f7d0","order_id":"order-2","method":"refund","amount":10.5,"currency":"UAH","status":"success"}';
const succeeded = (body) => JSON.stringify({ ...JSON.parse(answered), comment: JSON.parse(body).comment });
const log = [];
const errors = [];
const console = { log: (...texts) => log.push(texts), error: (...texts) => errors.push(texts) };
const PAGE = "\nreturn { tranzzo, settings, host, open, order };";

/** Rows with the version check of the page. */
class Db {
  rows = new Map();
  async load(key) { return this.rows.get(key); }
  async store({ key, body, expected }) {
    if (expected !== (this.rows.get(key)?.version ?? 0)) return false;
    this.rows.set(key, { body, version: expected + 1 });
    return true;
  }
}

/** Runs the page against a provider that lists nothing and answers refunds as `refund` says. */
async function node(db, refund) {
  const sent = [];
  const fetch = async (url, request) => {
    if (request.method === "GET") return new Response("[]");
    const body = await new Response(request.body).text();
    sent.push([url, request.method, body]);
    return new Response(refund(body));
  };
  const one = { ...refundkit, sendWithFetch: (step) => refundkit.sendWithFetch(step, fetch) };
  return { sent, ...(await run("Node", { refundkit: one, db, console }, PAGE)) };
}

test("a refund", async () => {
  const db = new Db();
  const { sent } = await node(db, succeeded);
  assert.deepEqual(log.pop(), ["ended", "succeeded"]);
  assert.match(sent.join(), /^http:\/\/127.0.0.1:8080\/tranzzo\/api\/v1\/refund,POST,{"pos_id":.*"refund_amount":10.50/);
  assert.deepEqual((await node(db, succeeded)).sent, [], "the same request is the same refund");
  assert.deepEqual(log.pop(), ["ended", "succeeded"]);
});

test("a call that fails is a lost response, and is not sent again", async () => {
  const db = new Db();
  const fails = () => { throw new TypeError("fetch failed"); };
  assert.equal((await node(db, fails)).sent.length, 1);
  assert.deepEqual(log.pop(), ["in_progress", "unknown"]);
  assert.equal((await node(db, fails)).sent.length, 0);
  assert.match(errors.join(), /^TypeError: fetch failed\n[^]*page\.test\.js/);
});

test("a program that dies while it stores the response does not send again", async () => {
  const db = new Db();
  const died = new Error("died");
  const dies = (request) => { db.store = async () => { throw died; }; return succeeded(request); };
  await assert.rejects(node(db, dies), died);
  delete db.store;
  assert.deepEqual((await node(db, dies)).sent, []);
  assert.deepEqual(log.pop(), ["in_progress", "unknown"]);
});

test("who loses the race for a row reloads it", async () => {
  const db = new Db();
  const { tranzzo, settings, host, order } = await node(new Db(), succeeded);
  const open = (row) => tranzzo.ledger(settings, order.payment, order.captured, row);
  const [one, two] = [open(), open(null)];
  one.request("return-1", { amount: refundkit.money("1.00", "UAH") });
  two.request("return-2", { amount: refundkit.money("2.00", "UAH") });
  assert.equal(await db.store(two.next(Date.now())), true);
  await refundkit.runLedger(one, { ...host, load: (key) => db.load(key), store: (step) => db.store(step) });
  assert.deepEqual(one.view().refunds.map(({ reference }) => reference), ["return-2", "return-1"]);
});

test("a store that gives no boolean ends the run before anything is sent", async () => {
  const db = new Db();
  db.store = async () => ({ changes: 0 });
  await assert.rejects(node(db, succeeded), /store must give true or false/);
});

test("notSent is told as such, and waits for the next sending", async () => {
  const db = new Db();
  const { host, open } = await node(db, succeeded);
  const ledger = await open({ payment: { orderId: "124" }, captured: refundkit.money("5.00", "UAH") });
  ledger.request("return-3", { amount: refundkit.money("5.00", "UAH") });
  const send = async ({ money }) => (money ? "notSent" : { status: 200, body: "[]" });
  const clock = () => Date.now() + 60_000;
  const until = await refundkit.runLedger(ledger, { ...host, send, clock });
  const { stage, reason } = ledger.refund("return-3");
  assert.deepEqual([stage, reason], ["planned", "pause"]);
  assert.ok(until > clock());
});

test("a response that is none is lost, which is stored before the run throws why", async () => {
  const db = new Db();
  const { host, open } = await node(db, succeeded);
  let asked = 0;
  const send = async () => {
    asked += 1;
    return { status: "200" };
  };
  const run = async () => {
    const ledger = await open({ payment: { orderId: "125" }, captured: refundkit.money("5.00", "UAH") });
    ledger.request("return-9", { amount: refundkit.money("5.00", "UAH") });
    return refundkit.runLedger(ledger, { ...host, send });
  };
  await assert.rejects(run(), { code: "invalid_field" });
  assert.ok((await run()) > Date.now(), "it is asked again after a pause");
  assert.equal(asked, 1);
});

/** An order of its own: its ledger, with a refund that is asked for, and a run of it. */
async function shop(send) {
  const db = new Db();
  const { tranzzo, settings } = await node(new Db(), succeeded);
  const payment = { orderId: "126" };
  const open = async () => {
    const row = await db.load(tranzzo.ledgerKey(settings, payment));
    const ledger = tranzzo.ledger(settings, payment, refundkit.money("5.00", "UAH"), row);
    ledger.request("return-10", { amount: refundkit.money("5.00", "UAH") });
    return ledger;
  };
  const host = { load: (key) => db.load(key), store: (step) => db.store(step), send };
  const run = (ledger, sendFailed) => refundkit.runLedger(ledger, { ...host, sendFailed });
  return { open, run };
}

const throwing = (error) => async () => { throw error; };
/** Lists nothing, and sends refunds as told. */
const refunding = (refund) => async ({ money }) => (money ? refund() : { status: 200, body: "[]" });

test("what send throws is heard, after the ledger was told of the loss", async () => {
  const thrown = new TypeError("step.reqest is undefined");
  const { open, run } = await shop(refunding(throwing(thrown)));
  const [ledger, heard] = [await open(), []];
  await run(ledger, (step, error) => {
    assert.throws(() => ledger.received(step.id, null, Date.now()), "it was told");
    heard.push([step.money, error]);
  });
  assert.deepEqual(heard, [[true, thrown]]);
});

test("what send gives is not heard", async () => {
  for (const given of [null, "notSent", { status: 500, body: "" }]) {
    const { open, run } = await shop(refunding(() => given));
    await run(await open(), () => assert.fail("nothing was thrown"));
  }
});

test("what sendFailed throws is thrown when the loss is stored", async () => {
  for (const sendFailed of [throwing(new Error("no log")), () => { throw new Error("no log"); }]) {
    let sent = 0;
    const { open, run } = await shop(async () => { sent += 1; throw new Error("reset"); });
    await assert.rejects(run(await open(), sendFailed), /no log/);
    assert.ok((await run(await open(), sendFailed)) > Date.now(), "it is asked again after a pause");
    assert.equal(sent, 1);
  }
  const { open, run } = await shop(refunding(throwing(new Error("reset"))));
  await assert.rejects(run(await open(), throwing(new Error("no log"))), /no log/);
  const { stage, reason } = (await open()).refund("return-10");
  assert.deepEqual([stage, reason], ["in_progress", "lost"]);
});

/** A session with the refund of a request, or without one. */
function listed(refund) {
  const amount_details = (amount) => ({ amount, currency: "rub" });
  const refunds = refund && [{ id: "rf_1", status: "accepted", amount_details: refund.amount_details, metadata: refund.metadata }];
  const payment = { id: "pm_1", status: "succeeded", amount_details: amount_details(10_000), refunds };
  return JSON.stringify({ status: "ok", session: { id: "00000000-0000-4000-8000-000000000002", status: "accepted", acquiring_payments: [payment] } });
}

test("a refund that a key elsewhere signs", async () => {
  const db = new Db();
  const { host, settings } = await node(db, succeeded);
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  const keys = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  const der = Buffer.from(await crypto.subtle.exportKey("spki", keys.publicKey)).toString("base64");
  const publicKey = `-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`;
  const sent = [];
  const send = async ({ request, money }) => {
    sent.push([money, request]);
    return { status: 200, body: listed(money ? JSON.parse(request.body) : undefined) };
  };
  const scope = { db, settings, publicKey, key: keys.privateKey, host: { ...host, send } };
  const { signed, bank131, session } = await run("Keys that live elsewhere", scope, "\nreturn { signed, bank131, session };");
  assert.equal(signed.refund("return-2043").status, "succeeded");
  assert.deepEqual(sent.map(([money]) => money), [false, true]);
  for (const [, { headers, body }] of sent) {
    const signature = Buffer.from(Object.fromEntries(headers)["x-partner-sign"], "base64");
    assert.ok(await crypto.subtle.verify(algorithm, keys.publicKey, signature, Buffer.from(body)));
  }

  const later = bank131.ledger(settings, session.payment, session.captured, await db.load(bank131.ledgerKey(settings, session.payment)));
  later.request("return-2044", { amount: refundkit.money("1.00", "RUB") });
  const until = await refundkit.runLedger(later, { ...host, send, sign: async () => null });
  assert.ok(until > Date.now(), "who has no signature is asked again after a pause");
  const wrong = async () => crypto.subtle.sign(algorithm.name, keys.privateKey, Buffer.from("{}"));
  const clock = () => until;
  await assert.rejects(refundkit.runLedger(later, { ...host, send, clock, sign: wrong }), { code: "unverified" });
  assert.equal(later.refund("return-2044").sendings, 0);
  assert.equal(sent.length, 2);
});

test("a webhook, as Express 4 and 5 hand it over", async () => {
  const db = new Db();
  const lost = () => { throw new TypeError("fetch failed"); };
  const page = await node(db, lost);
  const [key] = db.rows.keys();
  db.orderOf = async (asked) => (asked === key ? page.order : undefined);
  const app = { all(path, handler) { this.call = handler; } };
  await run("A webhook", { ...page, db, runLedger: refundkit.runLedger, app });
  const status = async (method, body, parsed) => {
    const res = { writeHead(code) { this.code = code; this.headersSent = true; return this; }, end() {} };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    await app.call(Object.assign(Readable.from(body), { method, originalUrl: "/webhooks/tranzzo", headers, body: parsed }), res);
    return res.code;
  };
  const posted = announce((await page.open(page.order)).refund("return-2041").wireReference);
  assert.equal(await status("POST", [Buffer.from(posted.replace("data=", "data=A"))]), 401);
  assert.equal((await page.open(page.order)).refund("return-2041").stage, "in_progress");
  assert.equal(await status("POST", [], { data: "parsed" }), 401);
  assert.equal(await status("POST", [Buffer.from(posted.slice(0, 9)), Buffer.from(posted.slice(9))]), 200);
  assert.equal((await page.open(page.order)).refund("return-2041").status, "succeeded");
  assert.equal(await status("POST", [], Buffer.from(posted)), 200, "read by express.raw");
  for (const parsed of [undefined, {}, Buffer.alloc(0)]) assert.equal(await status("GET", [], parsed), 401);
});

/** The body of the webhook that tells of the page's refund. */
function announce(reference) {
  const server = new refundkit.TranzzoServer({ posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "demo-key", apiSecret: "demo-secret", endpointsKey: "demo-endpoints-key" });
  const entry = { refundId: "1", status: "succeeded", amount: refundkit.money("10.50", "UAH"), reference };
  const update = { refundId: "1", payment: { merchantOrder: "order-2", entries: [entry] } };
  return server.buildWebhook("https://shop.example/webhooks/tranzzo", update, Date.now()).body;
}

test("Google asks twice, and the bank pays once", async () => {
  const payouts = [];
  const bank = { payOut: async ({ key }) => payouts.push(key) && "refund-1", lookUp: async () => undefined };
  const { answer } = await run("Google asks you", { db: new Db(), bank }, "\nreturn { answer };");
  const header = { protocolVersion: { major: 1, minor: 0, revision: 0 }, requestId: "request-1", requestTimestamp: String(Date.now()) };
  const asked = { requestHeader: header, paymentIntegratorAccountId: "shop", captureRequestId: "capture-1", currencyCode: "USD", refundAmount: "10500000" };
  const received = { method: "POST", url: "/v1/refund", headers: [], body: JSON.stringify(asked) };
  for (const response of [await answer(received), await answer(received)]) assert.equal(response.status, 200);
  assert.equal(payouts.length, 1);
});

test("a step that Google's ledger does not have is not carried out", async () => {
  class Other {
    requestKey() {}
    parseRequest() {}
    ledgerKey() {}
    ledger = () => ({ answer() {}, next: () => ({ kind: "other", id: 1 }) });
  }
  const bank = { payOut: assert.fail, lookUp: assert.fail };
  const given = { refundkit: { ...refundkit, GoogleIntegrator: Other }, db: new Db(), bank };
  const { answer } = await run("Google asks you", given, "\nreturn { answer };");
  await assert.rejects(answer({}), /another kind: other/);
});

test("one message at a time", async () => {
  const page = await node(new Db(), succeeded);
  const { money } = refundkit; // of the page's first block
  await run("One message at a time", { ...page, money, console, fetch: async () => new Response(answered) });
  assert.deepEqual(log.pop(), ["succeeded", "f7d0"]);
});
