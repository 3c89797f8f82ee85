// The package beside JavaScript written by hand for the same job, in one run. `node --expose-gc bench.js golden.json [rounds]`, after the
// tests have installed the package; `cargo xtask bench` does both. Prints a line of JSON a task: microseconds of every round.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createHmac, createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { folder, load } from "./installed.js";

const { Bank131, SberbankLegacy, TheMap, Tranzzo } = await load();
const steps = JSON.parse(readFileSync(process.argv[2], "utf8"));

/** What a golden step hands in, and what must come out. */
function step(name) {
  const { document, response } = steps.find((each) => each.name.startsWith(name));
  return { ...JSON.parse(document), ok: JSON.parse(response).ok };
}

const ROUNDS = Number(process.argv[3] ?? 25);
const MILLISECONDS = 8;

/** What was made is kept, or the compiler leaves the work out. */
let made;

/** Microseconds a call, in rounds of the same length. */
function timed(run) {
  let count = 0;
  const start = performance.now();
  do {
    for (let call = 0; call < 16; call++) made = run();
    count += 16;
  } while (performance.now() - start < MILLISECONDS);
  return ((performance.now() - start) * 1000) / count;
}

/** Bytes that a call leaves for the collector. */
function bytes(run) {
  global.gc();
  const before = process.memoryUsage().heapUsed;
  for (let call = 0; call < 100; call++) made = run();
  return Math.max(0, Math.round((process.memoryUsage().heapUsed - before) / 100));
}

/** Both are warmed up, then measured in turns. */
function task(name, ours, byHand) {
  for (let warm = 0; warm < Math.min(10, ROUNDS); warm++) [ours, byHand].forEach(timed);
  const rounds = Array.from({ length: ROUNDS }, () => [timed(ours), timed(byHand)]);
  const [one, other] = [0, 1].map((side) => rounds.map((round) => round[side]));
  console.log(JSON.stringify({ task: name, ours: one, byHand: other, bytes: [bytes(ours), bytes(byHand)] }));
}

/** An object's method beside a function; both must give what the golden step says. */
function beside(name, Class, step, ours, byHand, same) {
  const object = new Class(step.credentials, step.config);
  same(ours(object), byHand());
  task(name, () => ours(object), byHand);
}

const sent = (step) => (ours, byHand) => [ours, byHand].forEach((request) => assert.deepEqual({ ...request, redirect: undefined }, { ...step.ok, redirect: undefined }));
const believed = (ours, byHand) => assert.deepEqual([ours.status, byHand.status], ["succeeded", "succeeded"]);
const verified = (ours, byHand) => assert.ok(ours.dedupeKey && byHand.verified);

const build = step("themap/served: build_request");
beside("build theMAP", TheMap, build, (object) => object.buildRequest(build.refund), () => {
  const { credentials, refund } = build;
  const body = JSON.stringify({ key: credentials.key, map_order_id: refund.mapOrderId, amount: refund.amount.minorUnits });
  return { method: "POST", url: "http://127.0.0.1:8080/Refund", headers: [["content-type", "application/json"]], body };
}, sent(build));

const parse = step("themap/served: parse_response");
beside("parse theMAP", TheMap, parse, (object) => object.parseResponse(parse.refund, parse.response.response).outcome, () => {
  const { Success, OrderId, NewAmount } = JSON.parse(parse.response.response.body);
  const fits = Success === true && OrderId === parse.refund.merchantOrderId && Number.isSafeInteger(NewAmount);
  return { status: fits ? "succeeded" : "unknown", nextAction: fits ? "done" : "query_status", httpStatus: parse.response.response.status };
}, believed);

const buildTranzzo = step("tranzzo/partial: build_request");
beside("build Tranzzo", Tranzzo, buildTranzzo, (object) => object.buildRequest(buildTranzzo.refund), () => {
  const { credentials: { posId, apiKey, apiSecret, endpointsKey }, refund: { orderId, amount: { partial }, reference, serverUrl } } = buildTranzzo;
  const body = JSON.stringify({ pos_id: posId, order_id: orderId, order_currency: partial.currency, refund_amount: partial.minorUnits / 100, comment: reference, server_url: serverUrl });
  const headers = [["content-type", "application/json"], ["x-api-auth", `CPAY ${apiKey}:${apiSecret}`], ["x-api-key", endpointsKey]];
  return { method: "POST", url: "https://cpay.tranzzo.com/api/v1/refund", headers, body };
}, sent(buildTranzzo));

const parseTranzzo = step("tranzzo/full_succeeded: parse_response");
beside("parse Tranzzo", Tranzzo, parseTranzzo, (object) => object.parseResponse(parseTranzzo.refund, parseTranzzo.response.response).outcome, () => {
  const { order_id, amount, currency, status, operation_id } = JSON.parse(parseTranzzo.response.response.body);
  const { expected } = parseTranzzo.refund.amount.full;
  const fits = status === "success" && order_id === parseTranzzo.refund.orderId && currency === expected.currency && Math.round(amount * 100) === expected.minorUnits;
  return { status: fits ? "succeeded" : "unknown", nextAction: fits ? "done" : "query_status", refundId: operation_id };
}, believed);

const parsed = (body) => Object.fromEntries(new URLSearchParams(body));

const notification = step("themap/webhook_vector: parse_webhook");
beside("verify theMAP (HMAC-SHA256)", TheMap, notification, (object) => object.parseWebhook(notification.webhook).event, () => {
  const { Signature, ...pairs } = parsed(notification.webhook.body);
  const text = Object.keys(pairs).sort().map((name) => `${name}=${pairs[name]}`).join("&");
  return { ...pairs, verified: createHmac("sha256", notification.credentials.signingKey).update(text).digest("hex") === Signature };
}, verified);

const callback = step("sberbank_legacy/callback_refunded_with_id: parse_webhook");
beside("verify Sberbank (HMAC-SHA256)", SberbankLegacy, callback, (object) => object.parseWebhook(callback.webhook).event, () => {
  const { checksum, ...pairs } = parsed(callback.webhook.body);
  const text = Object.keys(pairs).sort().map((name) => `${name};${pairs[name]};`).join("");
  return { ...pairs, verified: createHmac("sha256", callback.credentials.callbackTokens[0]).update(text).digest("hex").toUpperCase() === checksum };
}, verified);

const announced = step("tranzzo/served: parse_webhook");
beside("verify Tranzzo (SHA-1)", Tranzzo, announced, (object) => object.parseWebhook(announced.webhook).event, () => {
  const { data, signature } = parsed(announced.webhook.body);
  const { apiSecret } = announced.credentials;
  const digest = createHash("sha1").update(apiSecret + data + apiSecret).digest("base64url");
  return { ...JSON.parse(Buffer.from(data, "base64url")), verified: digest === signature.replace(/=+$/, "") };
}, verified);

const signed = step("bank131/served: build_request");
const key = createPrivateKey(signed.credentials.privateKey);
const withoutKey = { ...signed, credentials: { ...signed.credentials, privateKey: undefined } };
delete withoutKey.credentials.privateKey;
beside("build Bank 131 (RSA-2048, the host's key)", Bank131, withoutKey, (object) => {
  const prepared = object.prepare(signed.refund);
  return object.finish(prepared, sign("sha256", Buffer.from(prepared.toSign), key));
}, () => {
  const { credentials, refund: { sessionId, amount: { partial }, metadata, idempotencyKey } } = signed;
  const body = JSON.stringify({ session_id: sessionId, amount_details: { amount: partial.minorUnits, currency: partial.currency.toLowerCase() }, metadata: JSON.parse(metadata) });
  const headers = [["content-type", "application/json"], ["x-partner-project", credentials.project], ["x-partner-idempotency-key", idempotencyKey]];
  headers.push(["x-partner-sign", sign("sha256", Buffer.from(body), key).toString("base64")]);
  return { method: "POST", url: "http://127.0.0.1:8080/api/v1/session/refund", headers, body };
}, sent(signed));

const script = `
const before = process.memoryUsage().rss, start = performance.now();
const { TheMap } = await import("refundkit");
new TheMap(${JSON.stringify(build.credentials)}, ${JSON.stringify(build.config)}).buildRequest(${JSON.stringify(build.refund)});
console.log((performance.now() - start).toFixed(1), ((process.memoryUsage().rss - before) / 2 ** 20).toFixed(1));`;
const cold = () => execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: folder, encoding: "utf8" }).trim().split(" ").map(Number);
const runs = Array.from({ length: Math.min(9, ROUNDS) }, cold);
if (!made) throw new Error("nothing was made");
console.log(JSON.stringify({ start: "Node: import to the first request, ms", rounds: runs.map(([time]) => time) }));
console.log(JSON.stringify({ start: "Node: resident memory of that, MiB", rounds: runs.map(([, memory]) => memory) }));
