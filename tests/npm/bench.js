// The package beside JavaScript written by hand for the same job, in one run: medians in microseconds. `node bench.js`, after the
// tests have installed the package; `cargo xtask bench npm` does both.
import { execFileSync } from "node:child_process";
import { createHash, createHmac, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { join } from "node:path";
import { folder, load } from "./installed.js";

const { Bank131, SberbankLegacy, SberbankLegacyServer, TheMap, TheMapServer, Tranzzo, TranzzoServer, money } = await load();

const BATCH = 2000;
const ROUNDS = 25;

/** What was made is kept, or the compiler leaves the work out. */
let made;

function median(run) {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (let call = 0; call < BATCH; call++) made = run();
    return ((performance.now() - start) * 1000) / BATCH;
  });
  return times.sort((one, other) => one - other)[ROUNDS >> 1];
}

/** Both are warmed up, then measured in turns of the same length. */
function row(name, ours, byHand) {
  [ours, byHand].forEach(median);
  const [one, other] = [median(ours), median(byHand)];
  console.log(`| ${name} | ${one.toFixed(2)} | ${other.toFixed(2)} | ${(one / other).toFixed(1)} |`);
}

const now = 1_763_800_000_000;
const parsed = (body) => Object.fromEntries(new URLSearchParams(body));
const same = (one, other) => one.length === other.length && one === other;

const theMap = new TheMap({ key: "Terminal", signingKey: "notify" }, { endpoint: "demo" });
const refund = { mapOrderId: "map-1", merchantOrderId: "order-1", amount: money("3.00", "RUB") };
const answer = { status: 200, headers: [["content-type", "application/json"]], body: '{"Success":true,"OrderId":"order-1","Amount":300,"ErrCode":"NONE"}' };

function theMapByHand({ mapOrderId, amount }) {
  const body = JSON.stringify({ key: "Terminal", map_order_id: mapOrderId, amount: amount.minorUnits });
  return { method: "POST", url: "https://api-stage.mapcard.pro/Refund", headers: [["content-type", "application/json"]], body };
}

function readByHand(refund, response) {
  const { Success, OrderId, Amount } = JSON.parse(response.body);
  const fits = Success === true && OrderId === refund.merchantOrderId && Amount === refund.amount.minorUnits;
  return { status: fits ? "succeeded" : "unknown", nextStep: fits ? "done" : "ask", httpStatus: response.status };
}

const tranzzo = new Tranzzo({ posId: "pos", apiKey: "key", apiSecret: "secret", endpointsKey: "endpoints" });
const ofTranzzo = { orderId: "123", amount: { partial: money("10.50", "UAH") }, mark: "return-2041" };

function tranzzoByHand({ orderId, amount: { partial }, mark }) {
  const whole = Math.trunc(partial.minorUnits / 100);
  const digits = String(partial.minorUnits % 100).padStart(2, "0");
  const body = `{"pos_id":"pos","order_id":${JSON.stringify(orderId)},"order_currency":"${partial.currency}","refund_amount":${whole}.${digits},"comment":${JSON.stringify(mark)}}`;
  const headers = [["content-type", "application/json"], ["x-api-auth", "CPAY key:secret"], ["x-api-key", "endpoints"]];
  return { method: "POST", url: "https://cpay.tranzzo.com/api/v1/refund", headers, body };
}

const entry = { refundId: "refund-1", status: "succeeded", amount: money("3.00", "RUB"), chargeback: false };
const update = (changes) => ({ refundId: "refund-1", payment: { paymentId: "map-1", merchantOrder: "order-1", captured: money("9.00", "RUB"), refunded: money("3.00", "RUB"), entries: [{ ...entry, ...changes }] } });
const received = ({ method, url, headers, body }) => ({ method, url, headers, body });

const notification = received(new TheMapServer({ key: "Terminal", signingKey: "notify" }).buildWebhook("https://shop.example/hook", update({}), now));
function notificationByHand({ headers, body }) {
  const pairs = parsed(body);
  const text = Object.entries(pairs).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => `${name}=${value}`).join("&");
  const digest = createHmac("sha256", "notify").update(text).digest("hex");
  return { ...pairs, verified: same(digest, headers[0][1]) };
}

const legacy = new SberbankLegacy({ userName: "login", password: "password", callbackTokens: ["token"] });
const callback = received(new SberbankLegacyServer({ userName: "login", password: "password", callbackToken: "token" }).buildWebhook("https://shop.example/hook", update({}), now));
function callbackByHand({ url, body }) {
  const { checksum, sign_alias, ...pairs } = parsed(body || url.split("?")[1]);
  const text = Object.keys(pairs).sort().map((name) => `${name};${pairs[name]};`).join("");
  return { ...pairs, verified: same(createHmac("sha256", "token").update(text).digest("hex").toUpperCase(), checksum ?? "") };
}

const announced = received(new TranzzoServer({ posId: "pos", apiKey: "key", apiSecret: "secret", endpointsKey: "endpoints" }).buildWebhook("https://shop.example/hook", update({ amount: money("3.00", "UAH") }), now));
function announcedByHand({ body }) {
  const { data, signature } = parsed(body);
  const digest = createHash("sha1").update("secret" + data + "secret").digest("base64url");
  return { ...JSON.parse(Buffer.from(data, "base64url")), verified: same(digest, signature) };
}

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }));
const bank = new Bank131({ project: "shop" });
const ofBank = { sessionId: "ps_3230", amount: { partial: money("10.50", "RUB") } };
const bankByHand = ({ sessionId, amount: { partial } }) => {
  const body = JSON.stringify({ session_id: sessionId, amount_details: { amount: partial.minorUnits, currency: partial.currency } });
  const signature = sign("sha256", Buffer.from(body), key).toString("base64");
  return { method: "POST", url: "https://proxy.bank131.ru/api/v1/session/refund", headers: [["x-partner-sign", signature]], body };
};
const signedElsewhere = () => {
  const prepared = bank.prepare(ofBank);
  return bank.finish(prepared, sign("sha256", Buffer.from(prepared.toSign), key));
};

console.log("| Node | refundkit, us | by hand, us | ratio |\n|---|---|---|---|");
row("build theMAP", () => theMap.buildRequest(refund), () => theMapByHand(refund));
row("parse theMAP", () => theMap.parseResponse(refund, answer), () => readByHand(refund, answer));
row("build Tranzzo", () => tranzzo.buildRequest(ofTranzzo), () => tranzzoByHand(ofTranzzo));
row("notification of theMAP (HMAC-SHA256)", () => theMap.parseWebhook(notification), () => notificationByHand(notification));
row("callback of Sberbank (HMAC-SHA256)", () => legacy.parseWebhook(callback), () => callbackByHand(callback));
row("webhook of Tranzzo (SHA-1)", () => tranzzo.parseWebhook(announced), () => announcedByHand(announced));
row("build Bank 131, key in node:crypto", signedElsewhere, () => bankByHand(ofBank));

const script = `
const before = process.memoryUsage().rss, start = performance.now();
const { TheMap } = await import("refundkit");
new TheMap({ key: "Terminal" }, { endpoint: "demo" }).buildRequest(${JSON.stringify(refund)});
console.log((performance.now() - start).toFixed(1), ((process.memoryUsage().rss - before) / 2 ** 20).toFixed(1));`;
const cold = () => execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: join(folder), encoding: "utf8" }).trim().split(" ").map(Number);
const runs = Array.from({ length: 9 }, cold);
const middle = (place) => runs.map((run) => run[place]).sort((one, other) => one - other)[4];
if (!made) throw new Error("nothing was made");
console.log(`\nimport to first build: ${middle(0)} ms; growth of resident memory: ${middle(1)} MiB (medians of ${runs.length} processes)`);
