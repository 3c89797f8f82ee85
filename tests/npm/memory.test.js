// After an object and what it made are gone, its secrets are nowhere in the memory of the WebAssembly.
import assert from "node:assert/strict";
import { test } from "node:test";

/** The loader's own instance, caught on its way. */
const { Instance } = WebAssembly;
let memory;
WebAssembly.Instance = function (...all) {
  const made = new Instance(...all);
  memory = made.exports.memory;
  return made;
};
const { calls, classes, refundkit: { isRefundError } } = await import("./calls.js");
WebAssembly.Instance = Instance;

const held = (text) => Buffer.from(memory.buffer).includes(text);

/** Texts that stand nowhere else; a key in PEM by a line of it. */
const fresh = () => Array.from({ length: 30 }, () => "abcdefghijkmnopqrstuvwxyz"[Math.floor(Math.random() * 25)]).join("");
const SECRETS = new Set(["apiSecret", "callbackToken", "callbackTokens", "endpointsKey", "key", "password", "signingKey", "privateKey", "userName"]);
const plant = (value) => (Array.isArray(value) ? value.map(plant) : value.startsWith("-----") ? value : fresh());
const planted = (credentials) => Object.fromEntries(Object.entries(credentials).map(([name, value]) => [name, SECRETS.has(name) ? plant(value) : value]));
const sought = (credentials) => Object.entries(credentials).filter(([name]) => SECRETS.has(name)).flatMap(([, value]) => value).map((text) => (text.startsWith("-----") ? text.split("\n")[5] : text));

/** Secrets that nobody knows are refused by the provider's own side. */
function attempt({ call, good }) {
  try {
    call(...good);
  } catch (error) {
    assert.ok(isRefundError(error), error);
  }
}

for (const { name, Class, credentials, config } of classes().filter(({ credentials }) => sought(credentials).length)) {
  test(`${name} forgets`, () => {
    const mine = planted(credentials);
    const object = new Class(mine, config);
    const kept = sought(mine).filter((text) => !mine.privateKey?.includes(text));
    for (const text of kept) assert.ok(held(text), "the search finds nothing");
    object.free();
    assert.deepEqual(sought(mine).filter(held), []);
  });
}

test("no call leaves a secret behind", () => {
  const secrets = [];
  const made = calls((credentials) => {
    const mine = planted(credentials);
    secrets.push(...sought(mine));
    return mine;
  });
  for (const call of made.filter(({ name }) => !name.endsWith(".new"))) attempt(call);
  assert.ok(secrets.length > 50 && secrets.some(held), "the search finds nothing");
  for (const call of made) call.free?.();
  assert.deepEqual(secrets.filter(held), []);
});
