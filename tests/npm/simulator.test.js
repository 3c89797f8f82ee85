// `refundkit-simulator`, as a new user starts it: every provider is refunded over HTTP with what `/accounts` gives.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { load, packed } from "./installed.js";

const { Bank131, SberbankGateway, SberbankLegacy, SmartGlocal, TheMap, Tranzzo, httpRequest, money, runLedger, sendWithFetch } = await load();
const MINUTE = 60_000;
const payment = (number) => `00000000-0000-4000-8000-00000000000${number}`;
const SIDES = {
  bank131: { Class: Bank131, payment: (number) => ({ sessionId: payment(number) }) },
  smart_glocal: { Class: SmartGlocal, payment: (number) => ({ sessionId: payment(number) }) },
  sberbank_legacy: { Class: SberbankLegacy, payment: (number) => ({ orderId: payment(number) }), more: { method: "refund" } },
  sberbank_gateway: { Class: SberbankGateway, payment: (number) => ({ orderId: payment(number) }), more: { method: "refund" } },
  themap: { Class: TheMap, payment: (number) => ({ mapOrderId: payment(number), merchantOrderId: `order-${number}` }) },
  tranzzo: { Class: Tranzzo, payment: (number) => ({ orderId: `order-${number}` }) },
};

let simulator;
let webhooks;

/** The program, as npm links it, until it has said where it is or has ended. */
async function start(args, env) {
  const child = spawn(process.execPath, [join(packed, "bin/simulator.mjs"), ...args], { env: { ...process.env, PORT: "0", ...env } });
  const said = [];
  child.stderr.on("data", (text) => said.push(text));
  const line = once(createInterface(child.stdout), "line").then(([line]) => line.split(",")[0]);
  return { child, said: () => Buffer.concat(said).toString(), base: await Promise.race([line, once(child, "close").then(() => undefined)]) };
}

/** An app's endpoint, which keeps what it was sent. */
async function listen() {
  const heard = [];
  const server = createServer(async (message, response) => {
    heard.push(await httpRequest(message));
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { heard, close: () => server.close(), base: `http://127.0.0.1:${server.address().port}` };
}

before(async () => {
  webhooks = await listen();
  simulator = await start([], { WEBHOOKS: webhooks.base });
});
after(() => {
  simulator.child.kill();
  webhooks.close();
});

const get = async (path) => (await fetch(`${simulator.base}/${path}`)).json();
const post = (path, data) => fetch(`${simulator.base}/${path}`, { method: "POST", body: JSON.stringify(data) });
const moved = async (provider, number) => (await get("orders"))[provider].find(({ merchantOrder }) => merchantOrder === `order-${number}`);

/** Runs the ledger of a payment as often as it has work, on a clock that goes ahead, and gives how its refund stands. */
async function refund(provider, number) {
  const { Class, payment, more } = SIDES[provider];
  const { credentials, config, currency } = (await get("accounts"))[provider];
  const side = new Class(credentials, config);
  const settings = { account: "shop", noOtherRefunds: true };
  let row;
  let ahead = 0;
  const host = {
    load: () => row,
    store: ({ body, expected }) => ((row = { body, version: expected + 1 }), true),
    send: ({ before, ...step }) => sendWithFetch({ ...step, before: before - ahead }),
    clock: () => Date.now() + ahead,
  };
  const ledger = side.ledger(settings, payment(number), money("100.00", currency), undefined);
  ledger.request("return", { ...more, amount: money("10.50", currency) });
  for (let until = await runLedger(ledger, host); until && ahead < 5 * MINUTE; until = await runLedger(ledger, host)) ahead += MINUTE;
  return { side, ...ledger.refund("return") };
}

test("every account that the simulator gives is tried here", async () => {
  const { google, ...accounts } = await get("accounts");
  assert.deepEqual(Object.keys(SIDES).sort(), Object.keys(accounts).sort(), "SIDES");
});

for (const provider of Object.keys(SIDES)) {
  test(`${provider}: a refund goes through, and a lost response is looked up`, async () => {
    assert.equal((await refund(provider, 2)).status, "succeeded");
    const { moved: given, arrivals } = await moved(provider, 2);
    assert.deepEqual([given, arrivals], [1050, 1]);
    await post("scenario", { [provider]: { refunds: ["drop_after"] } });
    const lost = await refund(provider, 4);
    assert.equal((await moved(provider, 4)).moved, 1050);
    assert.equal(lost.status, provider === "themap" ? "unknown" : "succeeded"); // its state tells of no part
  });
}

test("what is decided later is told by a webhook, which the provider's class verifies", async () => {
  const { side, sendings } = await refund("bank131", 3);
  assert.equal(sendings, 1);
  while (!/webhook to .*\/bank131: 200/.test(simulator.said())) await new Promise((done) => setTimeout(done, 100));
  assert.equal(side.parseWebhook(webhooks.heard[0]).event.entries[0].status, "succeeded");
});

test("a client that breaks off in the middle of its request ends nothing", async () => {
  const { port } = new URL(simulator.base);
  const socket = connect(Number(port), "127.0.0.1");
  socket.end("POST /scenario HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{}");
  await once(socket.resume(), "close");
  assert.equal((await get("orders")).tranzzo.length, 10);
});

test("a scenario has payments of its own", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "refundkit-")), "scenario.json");
  const own = { paymentId: "p-1", merchantOrder: "mine", captured: money("5.00", "UAH") };
  writeFileSync(file, JSON.stringify({ tranzzo: { payments: [own] } }));
  const other = await start([file]);
  const orders = await (await fetch(`${other.base}/orders`)).json();
  other.child.kill();
  assert.deepEqual(orders.tranzzo.at(-1), { ...own, moved: 0, arrivals: 0 });
});

test("a wrong scenario is refused with the reason", async () => {
  const response = await post("scenario", { tranzo: {} });
  assert.deepEqual([response.status, await response.json()], [400, { error: "tranzo: is no provider here" }]);
  const file = join(mkdtempSync(join(tmpdir(), "refundkit-")), "scenario.json");
  writeFileSync(file, `{"tranzzo": {"refunds": ["vanish"]}}`);
  const { base, child, said } = await start([file]);
  assert.equal(base, undefined);
  assert.equal(child.exitCode, 1);
  assert.match(said(), /unknown variant `vanish`/);
});

test("npm links the program", () => {
  const { bin } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8"));
  assert.deepEqual(bin, { "refundkit-simulator": "bin/simulator.mjs" });
  assert.match(readFileSync(join(packed, bin["refundkit-simulator"]), "utf8"), /^#!\/usr\/bin\/env node\n/);
});
