// What JavaScript adds around the core: errors, loading, exact money, keys that live elsewhere, webhooks and fetch as hosts have them.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, webcrypto } from "node:crypto";
import { cpSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import axios from "axios";
import { calls, refundkit } from "./calls.js";
import { folder, packed } from "./installed.js";

const { axiosConfig, axiosResponse, fetchOnce, format, httpRequest, httpResponse, isRefundError, money, newIdempotencyKey } = refundkit;
const all = calls();
const named = (pattern) => all.filter(({ name }) => pattern.test(name));

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("no error");
}

test("errors are Errors with code, field and detail", () => {
  const error = thrown(() => money("10.505", "RUB"));
  assert.ok(error instanceof Error && error instanceof refundkit.RefundError && isRefundError(error));
  assert.deepEqual(Object.keys(error), ["code", "field", "detail"]);
  assert.equal(error.name, "RefundError");
  assert.equal(error.message, `${error.code}: ${error.field}: ${error.detail}`);
  assert.match(error.stack, /^RefundError: .*\n +at /);
});

test("the errors of another copy are errors of this one, and nothing else is", () => {
  const copy = join(folder, "copy/refundkit");
  cpSync(packed, copy, { recursive: true });
  const other = createRequire(import.meta.url)(copy);
  const error = thrown(() => other.money("", "RUB"));
  assert.ok(error instanceof refundkit.RefundError && isRefundError(error));
  for (const stranger of [null, undefined, 1, "RefundError", {}, { name: "RefundError", code: "x" }, new Error("x")]) assert.ok(!isRefundError(stranger) && !(stranger instanceof refundkit.RefundError));
});

/** A browser's copy of its own, not loaded yet. */
const fresh = (name) => import(`${pathToFileURL(join(packed, "dist/simulator/browser.js"))}?${name}`);
const wasm = readFileSync(join(packed, "dist/simulator/refundkit_bg.wasm"));

test("before init every call says so", async () => {
  const early = await fresh("early");
  for (const { name } of all) {
    const [owner, member] = name.split(".");
    const Class = member && early[owner];
    const call = !Class ? early[name] : member === "new" ? () => new Class({}) : (Class[member] ?? Class.prototype[member].bind({}));
    assert.equal(thrown(() => call({}, {}, {})).code, "not_ready", name);
  }
  assert.equal(thrown(early.newIdempotencyKey).code, "not_ready");
});

const SOURCES = {
  "bytes": () => wasm,
  "an ArrayBuffer": () => new Uint8Array(wasm).buffer,
  "a compiled module": () => new WebAssembly.Module(wasm),
  "a response": () => new Response(wasm, { headers: { "content-type": "application/wasm" } }),
  "a response of another type": () => new Response(wasm),
  "a URL as text": () => `data:application/wasm;base64,${wasm.toString("base64")}`,
};

for (const [name, source] of Object.entries(SOURCES)) {
  test(`init takes ${name}, once`, async () => {
    const copy = await fresh(name);
    const [one, two] = [copy.init(source()), copy.init()];
    assert.equal(one, two);
    await one;
    await copy.init();
    assert.equal(copy.format(copy.money("1.5", "RUB")), "1.50");
  });
}

test("a failed init may be repeated", async () => {
  const copy = await fresh("failing");
  await assert.rejects(copy.init(new Response("", { status: 404 })), /HTTP 404/);
  await assert.rejects(copy.init(new Uint8Array(8)), WebAssembly.CompileError);
  await copy.init(wasm);
  assert.equal(copy.format(copy.money("1.5", "RUB")), "1.50");
});

test("in Node init is there and does nothing", async () => assert.equal(await refundkit.init(), undefined));

const AMOUNTS = [
  ["10.50", "RUB", 1050, "10.50"],
  ["10.5", "RUB", 1050, "10.50"],
  ["0.01", "USD", 1, "0.01"],
  ["0.29", "EUR", 29, "0.29"],
  ["1.15", "UAH", 115, "1.15"],
  ["500", "JPY", 500, "500"],
  ["1.234", "KWD", 1234, "1.234"],
  ["90071992547409.91", "RUB", Number.MAX_SAFE_INTEGER, "90071992547409.91"],
];

test("money is exact, both ways", () => {
  for (const [text, currency, minorUnits, printed] of AMOUNTS) {
    assert.deepEqual(money(text, currency), { minorUnits, currency });
    assert.equal(format({ minorUnits, currency }), printed);
  }
  for (const text of ["", "1,5", "1e3", "0x10", " 1", "1.", ".5", "-1", "+1", "1.005", "NaN", "90071992547409.92", "٣"]) {
    assert.ok(isRefundError(thrown(() => money(text, "RUB"))), text);
  }
});

test("a thousand idempotency keys are a thousand version 4 UUIDs", () => {
  const keys = new Set(Array.from({ length: 1000 }, newIdempotencyKey));
  assert.equal(keys.size, 1000);
  for (const key of keys) assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("objects from elsewhere give the same bytes: frozen, without a prototype, behind a proxy", () => {
  const bare = (value) => Object.assign(Object.create(null), value);
  for (const { name, call, good } of named(/\.build|^outcomeToStored/)) {
    const bytes = JSON.stringify(call(...good));
    for (const wrapped of [Object.freeze, bare, (value) => new Proxy(value, {})]) {
      const others = good.map((value) => (Object(value) === value && !Array.isArray(value) ? wrapped({ ...value }) : value));
      assert.equal(JSON.stringify(call(...others)), bytes, name);
    }
  }
});

/** Where a request is signed with a private key. */
const signing = named(/\.buildRequest$/).filter(({ credentials }) => credentials.privateKey);

/** What signs outside: both keys cannot be read. */
const SIGNERS = {
  "node:crypto": async (key, text) => sign("sha256", Buffer.from(text), key),
  "WebCrypto, non-extractable": async (key, text) => {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const inside = await webcrypto.subtle.importKey("pkcs8", key.export({ type: "pkcs8", format: "der" }), algorithm, false, ["sign"]);
    return webcrypto.subtle.sign(algorithm.name, inside, new TextEncoder().encode(text));
  },
};

for (const { name, Class, credentials, config, good: [refund] } of signing) {
  const key = createPrivateKey(credentials.privateKey);
  const publicKey = createPublicKey(key).export({ type: "spki", format: "pem" });
  const inside = new Class(credentials, config);
  const outside = new Class({ ...credentials, privateKey: undefined, publicKey }, config);

  for (const [signer, signed] of Object.entries(SIGNERS)) {
    test(`${name}: signed by ${signer}, the same bytes as signed inside`, async () => {
      for (const [prepare, build] of [["prepare", "buildRequest"], ["prepareStatus", "buildStatusRequest"]]) {
        const prepared = outside[prepare](refund);
        const request = outside.finish(prepared, await signed(key, prepared.toSign));
        assert.deepEqual({ ...request }, { ...inside[build](refund) });
        assert.equal(request.body, prepared.toSign);
      }
    });
  }

  test(`${name}: blinded signatures are good, a signature by another key is refused`, () => {
    const request = inside.buildRequest(refund);
    const given = request.headers.map(([, value]) => Buffer.from(value, "base64")).filter(({ length }) => length === 256);
    assert.equal(given.length, 1);
    assert.ok(verify("sha256", Buffer.from(request.body), createPublicKey(key), given[0]));
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const prepared = outside.prepare(refund);
    assert.match(thrown(() => outside.finish(prepared, sign("sha256", Buffer.from(prepared.toSign), other))).field, /signature/);
  });
}

/** A received message as each host hands it over. */
const HOSTS = {
  "fetch": ({ method, url, headers, body }) => httpRequest(new Request(new URL(url, "http://shop.test"), { method, headers, body })),
  "Node": ({ method, url, headers, body }) => httpRequest(Object.assign(Readable.from([Buffer.from(body)]), { method, url, headers: grouped(headers) })),
  "Express": ({ method, url, headers, body }) => ({ method, url, headers: grouped(headers), body: Buffer.from(body) }),
  "Fastify": ({ headers, body, ...rest }) => ({ ...rest, headers: { ...grouped(headers), "set-cookie": ["a", "b"], none: undefined }, body: Buffer.from(body) }),
  "a Map of headers": ({ headers, ...rest }) => ({ ...rest, headers: new Map(headers) }),
  "an ArrayBuffer": ({ body, ...rest }) => ({ ...rest, body: new TextEncoder().encode(body).buffer }),
  "a view into a buffer": ({ body, ...rest }) => ({ ...rest, body: new TextEncoder().encode(`<<${body}>>`).subarray(2, -2) }),
  "a DataView": ({ body, ...rest }) => ({ ...rest, body: new DataView(new TextEncoder().encode(body).buffer) }),
};

const grouped = (headers) => Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));

for (const { name, call, good: [webhook] } of named(/\.(parseWebhook|parseNotice)$/)) {
  for (const [host, handed] of Object.entries(HOSTS)) {
    test(`${name}: as ${host} hands it over`, async () => assert.deepEqual(call(await handed(webhook)), call(webhook)));
  }
}

for (const { name, call, good: [webhook] } of named(/\.parseWebhook$/)) {
  test(`${name}: the acknowledgement and the reply to a forgery are responses to give`, async () => {
    const { acknowledgement } = call(webhook).event;
    const forged = thrown(() => call({ ...webhook, body: webhook.body.replace(/[0-9]|\}/, (found) => (found === "}" ? " }" : `${9 - found}`)) }));
    const unreadable = thrown(() => call({ ...webhook, body: Buffer.from([0xff, 0xfe, 0x00]) }));
    const withByteOrderSign = thrown(() => call({ ...webhook, body: Buffer.from(`\ufeff${webhook.body}`) }));
    assert.ok(isRefundError(forged) && isRefundError(unreadable) && isRefundError(withByteOrderSign));
    for (const { body, status, headers } of [acknowledgement, forged.reply, unreadable.reply]) {
      const response = new Response(body, { status, headers });
      assert.equal(response.status, status);
      assert.equal(await response.text(), body ?? "");
    }
  });
}

let server, arrived;
before(async () => {
  server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    arrived.push({ method: request.method, headers: request.rawHeaders, body: Buffer.concat(parts).toString() });
    if (request.url === "/breaks") return response.writeHead(200, { "content-length": 100 }).write("half", () => response.destroy());
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
after(() => server.close());

const address = (path) => `http://127.0.0.1:${server.address().port}${path}`;

/** The ways of the README. */
const CLIENTS = {
  fetch: (path, request) => fetch(address(path), { ...fetchOnce(request), signal: AbortSignal.timeout(5000) }).then(httpResponse, () => null),
  axios: (path, request) => axios.request({ ...axiosConfig(request), url: address(path) }).then(axiosResponse, () => null),
};

for (const { name, call, good } of named(/\.build(Status)?Request$/)) {
  for (const [client, send] of Object.entries(CLIENTS)) {
    test(`${name}: ${client} sends it as it is`, async () => {
      arrived = [];
      const request = call(...good);
      const response = await send("/", request);
      const [{ method, headers, body }] = arrived;
      assert.deepEqual([method, body], [request.method, request.body ?? ""]);
      const sent = headers.map((text, index) => [text.toLowerCase(), headers[index + 1]]).filter((_, index) => index % 2 === 0);
      const names = request.headers.map(([header]) => header);
      assert.deepEqual(sent.filter(([header]) => names.includes(header)), [...request.headers]);
      assert.deepEqual([response.status, Buffer.from(response.body).toString()], [200, "{}"]);
    });
  }
}

test("a response that breaks off, and none at all, are lost ones", async () => {
  arrived = [];
  for (const { call, good: [refund] } of named(/\.parseResponse$/)) {
    for (const send of Object.values(CLIENTS)) {
      const broken = await send("/breaks", { method: "POST", headers: [], body: "x" });
      assert.equal(broken, null);
      assert.deepEqual(call(refund, broken), call(refund, undefined));
    }
    const { status, problem } = call(refund, null).outcome;
    assert.deepEqual({ status, problem }, { status: "unknown", problem: "lost" });
  }
});
