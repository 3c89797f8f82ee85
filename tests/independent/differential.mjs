// Random inputs, answered by the core's JSON interface and by what the platform brings: forms by WHATWG's URLSearchParams, HMAC, SHA-1 and RSA by
// node:crypto. `node differential.mjs DISPATCH [SEED]`; prints the seed and `N passed, N failed`.
import { execFileSync } from "node:child_process";
import { createHash, createHmac, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const [dispatch, given] = process.argv.slice(2);
const seed = Number(given ?? Math.floor(Math.random() * 2 ** 32));

/** Mulberry32, so that a failure can be repeated. */
let state = seed;
function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const LETTERS = [..."aZ09 -._~*+%&=;/?#\"'\\<>()[]{}é☃я中😀\u00a0"];
const below = (most) => Math.floor(chance() * most);
const words = (letters = LETTERS, most = 24) => Array.from({ length: 1 + below(most) }, () => letters[below(letters.length)]).join("");
const form = (body) => ({ method: "POST", url: "https://shop.example/hook", headers: [["content-type", "application/x-www-form-urlencoded"]], body });
const times = (count, make) => Array.from({ length: count }, make).flat();
const order = (wanted) => (response) => response.ok?.event.merchantOrder === wanted;
const hmac = (key, text, form) => createHmac("sha256", key).update(text).digest(form);

const themap = () => {
  const [key, name] = [words(LETTERS, 40), words()];
  const pairs = new URLSearchParams({ MerchantContract: "shop", Notification: "Refund", OriginalOrderId: name, Success: "true", [words(["q", "w"])]: words() });
  const signature = hmac(key, pairs.toString().split("&").sort().join("&"), "hex");
  const question = { provider: "themap", operation: "parse_webhook", config: { endpoint: "demo" }, credentials: { key: "shop", signingKey: key } };
  return [[{ ...question, webhook: form(`${pairs}&Signature=${signature}`) }, order(name)]];
};

const sberbank = () => {
  const letters = LETTERS.filter((letter) => letter !== ";");
  const [token, name] = [words(LETTERS, 40), words(letters)];
  const pairs = { mdOrder: "md", operation: "refunded", status: "1", orderNumber: name, [words(["x", "y"])]: words(letters) };
  const text = Object.keys(pairs).sort().map((each) => `${each};${pairs[each]};`).join("");
  const body = new URLSearchParams({ ...pairs, checksum: hmac(token, text, "hex").toUpperCase() }).toString();
  const credentials = { userName: "login", password: "password", callbackTokens: [token] };
  return [[{ provider: "sberbank_legacy", operation: "parse_webhook", credentials, webhook: form(body) }, order(name)]];
};

const tranzzo = () => {
  const [secret, name] = [words([..."abcXYZ019"], 40), words()];
  const operation = { pos_id: "pos", order_id: name, method: "refund", operation_id: "o", status: "success", amount: 1, currency: "UAH" };
  const data = Buffer.from(JSON.stringify(operation)).toString("base64url");
  const signature = createHash("sha1").update(secret + data + secret).digest("base64url");
  const credentials = { posId: "pos", apiKey: "key", apiSecret: secret, endpointsKey: "endpoints" };
  return [[{ provider: "tranzzo", operation: "parse_webhook", credentials, webhook: form(new URLSearchParams({ data, signature }).toString()) }, order(name)]];
};

const written = () => {
  const name = words();
  const entry = { refundId: "r", status: "succeeded", amount: { minorUnits: 300, currency: "RUB" }, chargeback: false };
  const payment = { paymentId: "p", merchantOrder: name, captured: { minorUnits: 300, currency: "RUB" }, entries: [entry] };
  const question = { provider: "themap_server", operation: "build_webhook", credentials: { key: "shop", signingKey: "k" }, url: "https://shop.example/hook", update: { refundId: "r", payment }, nowMs: 1539166210100, seed: Buffer.alloc(32).toString("base64") };
  return [[question, (response) => new URLSearchParams(response.ok.body).get("OriginalOrderId") === name]];
};

const pem = readFileSync(new URL("../keys/merchant_pkcs8.pem", import.meta.url), "utf8");
const key = createPrivateKey(pem);
const publicPem = createPublicKey(key).export({ type: "spki", format: "pem" });

const rsa = () => {
  const refund = { sessionId: "ps_1", amount: { partial: { minorUnits: 1 + below(10 ** 9), currency: "RUB" } }, metadata: JSON.stringify({ note: words() }) };
  const credentials = { project: "p", privateKey: pem };
  const ours = { provider: "bank131", operation: "build_request", config: { endpoint: "demo" }, credentials, refund, seed: Buffer.alloc(32, below(256)).toString("base64") };
  const verifies = ({ ok }) => verify("sha256", Buffer.from(ok.body), key, Buffer.from(Object.fromEntries(ok.headers)["x-partner-sign"], "base64"));
  const body = JSON.stringify({ type: "payment_refunded", session: { id: "ps_1", status: "accepted", note: words() } });
  const signature = sign("sha256", Buffer.from(body), key);
  const sent = (bytes) => ({ provider: "bank131", operation: "parse_webhook", config: { endpoint: "demo" }, credentials: { project: "p", providerKeys: [publicPem] }, webhook: { method: "POST", url: "/hook", headers: [["x-partner-sign", bytes.toString("base64")]], body } });
  const changed = Buffer.from(signature);
  changed[below(changed.length)] ^= 1 << below(8);
  return [[ours, verifies], [sent(signature), ({ error }) => error?.code !== "unverified"], [sent(changed), ({ error }) => error?.code === "unverified"]];
};

const checks = [...times(1500, themap), ...times(1500, sberbank), ...times(1500, tranzzo), ...times(1500, written), ...times(120, rsa)];
const asked = checks.map(([question]) => `${JSON.stringify(question)}\n`).join("");
const responses = execFileSync(dispatch, { input: asked, maxBuffer: 1 << 28, encoding: "utf8" }).trimEnd().split("\n");

const agrees = (holds, response) => {
  try {
    return ("ok" in response || "error" in response) && holds(response);
  } catch {
    return false;
  }
};
const failed = checks.filter(([, holds], index) => !agrees(holds, JSON.parse(responses[index] ?? "{}")));
for (const [question] of failed.slice(0, 10)) console.log(`FAILED ${JSON.stringify(question).slice(0, 400)}`);
console.log(`seed ${seed}\n${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length || !checks.length ? 1 : 0;
