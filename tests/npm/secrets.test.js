// What is shown when somebody prints: nothing of a provider object, masked requests, errors that quote nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { format, inspect } from "node:util";
import { calls, classes, refundkit } from "./calls.js";
import { packed } from "./installed.js";

const all = { showHidden: true, depth: Infinity, getters: true, maxStringLength: Infinity, maxArrayLength: Infinity };

/** The ways of `console.log`, loggers and error reporters. */
const PRINTED = {
  "console.log": (value) => format(value),
  "console.log %o": (value) => format("%o %O %j %s", value, value, value, value),
  "util.inspect": (value) => inspect(value, all),
  "inside of something": (value) => inspect({ a: [value] }, all) + JSON.stringify({ a: [value] }),
  "JSON.stringify": (value) => JSON.stringify(value),
  "text": (value) => `${value}`,
};

/** And those that copy the members, which is what a request is for. */
const COPIED = {
  "members": (value) => inspect([Object.entries(value), { ...value }], all),
  "structuredClone": (value) => inspect(structuredClone(value), all),
};

/** The members that the types call secrets. */
const types = readFileSync(join(packed, "dist/simulator/index.d.ts"), "utf8");
const SECRETS = new Set(Array.from(types.matchAll(/(\w+)\??: Secret/g), ([, name]) => name));

const secretsOf = (credentials) => Object.entries(credentials).filter(([name]) => SECRETS.has(name)).flatMap(([, value]) => value).flatMap(parts);

/** A PEM by its lines; anything else whole. */
const parts = (secret) => secret.split("\n").filter((line) => line.length > 2 && !line.startsWith("-----"));

const shown = (text, secrets) => secrets.filter((secret) => [secret, encodeURIComponent(secret), btoa(secret)].some((form) => text.includes(form)));

function nothing(value, ways, secrets, what) {
  for (const [way, print] of Object.entries(ways)) assert.deepEqual(shown(print(value), secrets), [], `${what}, ${way}`);
}

test("the types name secrets", () => assert.ok(SECRETS.size > 5));

/** The same credentials with secrets that no other text holds; keys in PEM are already such. */
function telling(credentials) {
  const told = (name, value) => (Array.isArray(value) ? value.map((one) => told(name, one)) : value.startsWith("-----") ? value : `s3cr3t/${name}+`);
  return Object.fromEntries(Object.entries(credentials).map(([name, value]) => [name, SECRETS.has(name) ? told(name, value) : value]));
}

for (const { name, Class, credentials: known, config } of classes()) {
  const credentials = telling(known);
  const secrets = secretsOf(credentials);

  test(`${name}: the object shows nothing`, () => {
    const texts = Object.values(credentials).flat().filter((value) => typeof value === "string").flatMap(parts);
    nothing(new Class(credentials, config), { ...PRINTED, ...COPIED }, texts, name);
  });

  test(`${name}: requests print masked`, () => {
    for (const call of calls(telling).filter((call) => call.name.startsWith(`${name}.build`) || call.name.startsWith(`${name}.prepare`))) {
      const made = call.call(...call.good);
      if (!(made?.request ?? made)?.url) continue;
      nothing(made, PRINTED, secrets, call.name);
      nothing((made.request ?? made).headers, PRINTED, secrets, `headers of ${call.name}`);
      nothing(refundkit.redact(made.request ?? made), { ...PRINTED, ...COPIED }, secrets, `redact of ${call.name}`);
    }
  });

  test(`${name}: errors quote nothing`, () => {
    const secret = "s3cr3t-of-somebody";
    for (const wrong of [{ value: secret }, [secret], { [secret]: secret }, `${secret}\n\u0000`, [[secret]]]) {
      for (const member of [...Object.keys(credentials), "misspelt"]) {
        const error = thrown(() => new Class({ ...credentials, [member]: wrong }, config)) ?? {};
        nothing(error, { ...PRINTED, ...COPIED, stack: (error) => String(error.stack) }, [secret, ...secrets], `${name} ${member}`);
      }
    }
  });
}

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
}

test("a request is plain data for fetch: what it sends is whole, what it prints is not", () => {
  const made = calls().filter(({ name }) => /\.(buildRequest|prepare)$/.test(name)).map((call) => ({ call, made: call.call(...call.good) }));
  const whole = made.map(({ call, made }) => ({ call, request: made.request ?? made }));
  for (const { call, request } of whole) {
    assert.equal(Object.getPrototypeOf(request), Object.prototype);
    assert.deepEqual(Object.keys(request).filter((name) => name !== "body"), ["method", "url", "headers", "redirect"], call.name);
    assert.deepEqual(structuredClone(request), { ...request });
    assert.deepEqual(JSON.parse(JSON.stringify(request)), JSON.parse(JSON.stringify({ ...refundkit.redact(request) })));
    assert.equal(request.redirect, "manual");
  }
  assert.ok(whole.some(({ request }) => JSON.stringify(request) !== JSON.stringify({ ...request })));
});
