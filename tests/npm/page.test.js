// The lines of the package's first page, run as they are printed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { refundkit } from "./calls.js";
import { packed } from "./installed.js";

const page = readFileSync(join(packed, "README.md"), "utf8");
const AsyncFunction = (async () => {}).constructor;

/** The code of a section, where what it imports and uses is given. */
function run(section, given, after = "") {
  const [, code] = new RegExp(`## ${section}\\n[^]*?\`\`\`js\\n([^]*?)\`\`\``).exec(page);
  const lines = code.replace(/import (.*) from "refundkit";/g, "const $1 = refundkit;") + after;
  return new AsyncFunction("refundkit", ...Object.keys(given), lines)(refundkit, ...Object.values(given));
}

const answered = '{"operation_id":"f7d0","order_id":"123","method":"refund","amount":10.5,"currency":"UAH","status":"success"}';
const log = [];
const node = (fetch) => run("Node", { fetch, console: { log: (...texts) => log.push(texts) } }, "\nreturn tranzzo;");

test("a refund in ten lines", async () => {
  const sent = [];
  await node(async (url, request) => (sent.push([url, request.method, request.body]), new Response(answered)));
  assert.deepEqual(log.pop(), ["succeeded", "done"]);
  assert.match(sent.join(), /^http:\/\/127.0.0.1:8080\/tranzzo\/api\/v1\/refund,POST,{"pos_id":.*"refund_amount":10.50/);
  await node(async () => { throw new TypeError("fetch failed"); });
  assert.deepEqual(log.pop(), ["unknown", "query_status"]);
});

test("a webhook, as Express 4 and 5 hand it over", async () => {
  const tranzzo = await node(async () => new Response(answered));
  const app = { all(path, raw, handler) { this.call = handler; } };
  await run("A webhook", { tranzzo, app, express: { raw: ({ type }) => assert.equal(type(), true) } });
  const status = (method, body) => {
    const res = { writeHead(code) { this.code = code; return this; }, end() {} };
    app.call({ method, originalUrl: "/webhooks/tranzzo", headers: { "content-type": "application/x-www-form-urlencoded" }, body }, res);
    return res.code;
  };
  const { TranzzoServer } = refundkit;
  const server = new TranzzoServer({ posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "key", apiSecret: "secret", endpointsKey: "endpoints" });
  const entry = { refundId: "1", status: "succeeded", amount: refundkit.money("10.50", "UAH") };
  const update = { refundId: "1", payment: { merchantOrder: "123", entries: [entry] } };
  const { body } = server.buildWebhook("https://shop.example/webhooks/tranzzo", update, Date.now());
  assert.equal(status("POST", Buffer.from(body)), 200);
  assert.equal(status("POST", Buffer.from(body.replace("data=", "data=A"))), 401);
  for (const parsed of [undefined, {}, Buffer.alloc(0)]) assert.equal(status("GET", parsed), 401);
});

/** One row, with the version check of the page. */
class Db {
  load() { return this.row; }
  store({ body, expected }) {
    assert.equal(expected, this.row?.version ?? 0);
    this.row = { body, version: expected + 1 };
    return true;
  }
}

/** Runs the page's ledger against a provider that lists nothing and answers refunds as `refund` says. */
async function ledger(db, refund) {
  const calls = { refunds: 0 };
  const fetch = async (url, { method, body }) => {
    if (method === "GET") return new Response("[]");
    calls.refunds += 1;
    return new Response(refund(JSON.parse(body).comment));
  };
  const after = "\nconst now = { operation: 'ledger_view', row: db.row, nowMs: 1.8e12 }; return call({ ...opening, ...now });";
  const { refunds } = await run("The ledger of a payment", { db, fetch }, after);
  return { ...calls, stages: refunds.map(({ stage, status }) => [stage, status].join()) };
}

test("a ledger", async () => {
  const db = new Db();
  const succeeded = (comment) => JSON.stringify({ ...JSON.parse(answered), comment });
  assert.deepEqual(await ledger(db, succeeded), { refunds: 1, stages: ["ended,succeeded"] });
  assert.deepEqual(await ledger(db, succeeded), { refunds: 0, stages: ["ended,succeeded"] }, "the same request is the same refund");
});

test("a program that dies while it stores the response does not send again", async () => {
  const db = new Db();
  const died = new Error("died");
  const dies = () => { db.store = () => { throw died; }; return answered; };
  await assert.rejects(ledger(db, dies), died);
  delete db.store;
  assert.deepEqual(await ledger(db, dies), { refunds: 0, stages: ["in_progress,unknown"] });
});
