// Wrong JavaScript types never become wrong bytes: every export, every argument, every place inside of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls, refundkit } from "./calls.js";

const cyclic = {};
cyclic.self = cyclic;
const circle = [];
circle.push(circle);
const fails = () => { throw new TypeError("a trap"); };
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`);

const detached = (make) => {
  const buffer = new ArrayBuffer(8);
  const view = make(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  return view;
};

/** Never right, wherever they stand. */
const WRONG = {
  "NaN": NaN,
  "Infinity": Infinity,
  "a fraction": 1.5,
  "2**53": 2 ** 53,
  "-(2**53)": -(2 ** 53),
  "half of a character": "\ud800",
  "a symbol": Symbol("s"),
  "a function": () => 1,
  "a class": class {},
  "a Date": new Date(0),
  "a Map": new Map([["a", 1]]),
  "a Set": new Set([1]),
  "a RegExp": /a/,
  "an Error": new Error("e"),
  "a Promise": Promise.resolve(1),
  "an object of a class": new (class Refund { amount = 1; })(),
  "a boxed string": new String("a"),
  "a boxed number": new Number(1),
  "the package": refundkit,
  "a cyclic object": cyclic,
  "a cyclic array": circle,
  "a deep array": deep,
  "a sparse array": [, 1],
  "an array with undefined": [undefined],
  "a getter that throws": { get method() { return fails(); } },
  "a proxy that throws": new Proxy({}, { ownKeys: fails, get: fails, getPrototypeOf: fails }),
  "a revoked proxy": revoked.proxy,
  "a detached buffer": detached((buffer) => buffer),
  "a detached view": detached((buffer) => new Uint8Array(buffer)),
  "a detached DataView": detached((buffer) => new DataView(buffer)),
};

/** Right in some places: there the value that is replaced has the same type. */
const OTHERS = {
  "a string": "\u0000wrong",
  "a number": -7,
  "a BigInt": -7n,
  "a boolean": true,
  "null": null,
  "undefined": undefined,
  "an empty array": [],
  "an empty object": {},
  "an unknown member": { misspelt: 1 },
  "bytes": new Uint8Array([0xff]),
};

const kind = (value) => (ArrayBuffer.isView(value) ? "bytes" : Array.isArray(value) ? "array" : value === null ? "null" : typeof value);

/** What null and undefined stand for: a lost response, the default configuration, no details, no row yet, an absent member. */
const absent = (path, wrong) => wrong == null && (/^(response|config|details|row|alreadyRefunded)$/.test(path) || /\./.test(path));

/** The one place where more than one type is right: bodies and headers as hosts have them. */
const ofHost = (path, wrong) => (/\.body$/.test(path) && kind(wrong) === "bytes") || (/\.headers$/.test(path) && kind(wrong) === "object");

/** Whole numbers beyond 2^53 are text, and read as numbers, too. */
const ofMicros = (path, wrong) => /\.micros$/.test(path) && kind(wrong) === "number";

/** A driver gives whole numbers as BigInt. */
const asNumber = (wrong) => (kind(wrong) === "bigint" ? Number(wrong) : wrong);

const accepts = (path, right, wrong) => kind(right) === kind(asNumber(wrong)) || [absent, ofHost, ofMicros].some((may) => may(path, asNumber(wrong)));

/** Every place in a value, with how to put another value there. */
function* places(path, value, put) {
  yield { path, value, put };
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return;
  for (const name of Object.keys(value)) {
    const copy = (other) => put(Array.isArray(value) ? replaced(value, name, other) : { ...value, [name]: other });
    yield* places(Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, value[name], copy);
  }
}

/** A copy with one member replaced. */
const replaced = (array, index, other) => Object.assign([...array], { [index]: other });

const atCall = ({ names, good }) => names.flatMap((name, index) => [...places(name, good[index], (other) => replaced(good, index, other))]);

/** The field leads to the place or, where a whole variant is judged, is on the way to it; a cycle is not followed for long. */
const names = (field, path) => field !== "" && field.length < 400 && (path.startsWith(field) || field.startsWith(path));

function complaint(call, { path, value, put }, title, wrong, always) {
  try {
    call.call(...put(wrong));
    return !always && accepts(path, value, wrong) ? [] : [`${path} = ${title}: accepted`];
  } catch (error) {
    if (!refundkit.isRefundError(error)) return [`${path} = ${title}: ${error}`];
    return names(error.field, path) || (!always && accepts(path, value, wrong)) ? [] : [`${path} = ${title}: names ${error.field}: ${error.detail}`];
  }
}

const result = (call) => JSON.stringify(call.call(...call.good));

for (const call of calls()) {
  test(call.name, () => {
    const before = result(call);
    const at = atCall(call);
    const never = at.flatMap((place) => Object.entries(WRONG).flatMap(([title, wrong]) => complaint(call, place, title, wrong, true)));
    const others = at.flatMap((place) => Object.entries(OTHERS).flatMap(([title, wrong]) => complaint(call, place, title, wrong, false)));
    const objects = at.filter(({ value, path }) => kind(value) === "object" && !/headers$/.test(path));
    const misspelt = objects.flatMap((place) => complaint(call, place, "misspelt", { ...place.value, misspelt: 1 }, true));
    assert.equal([...never, ...others, ...misspelt].join("\n"), "");
    assert.equal(result(call), before);
  });
}

test("what fetch gives is told where it goes first", () => {
  for (const { name, call, good: [refund] } of calls().filter(({ name }) => /\.parse(Status)?Response$/.test(name))) {
    assert.throws(() => call(refund, new Response("{}")), { code: "invalid_field", field: "response", detail: /^goes through httpResponse/ }, name);
  }
});
