// What JavaScript needs around the classes: strict reading of what is handed over, errors and masks.
// Knows no provider. `lift`, `lower` and `refusal` are called by the classes.
import { redact } from "./refundkit_bg.js";

/** Something the caller did, or a webhook that proved nothing. What a provider answers is never an error. */
export class RefundError extends Error {
  constructor({ code, field, detail, reply }) {
    super([code, field, detail].filter(Boolean).join(": "));
    Object.assign(this, { code, field, detail }, reply && { reply });
  }
}
Object.defineProperty(RefundError.prototype, "name", { value: "RefundError" });
// Those of another entry of the package as well, whose class is its own. Within the class, its name would make bundlers rename it.
Object.defineProperty(RefundError, Symbol.hasInstance, {
  value(error) {
    return this === RefundError ? isRefundError(error) : Function.prototype[Symbol.hasInstance].call(this, error);
  },
});

export const isRefundError = (error) => error instanceof Error && error.name === "RefundError" && "code" in error;
export const refusal = (json) => new RefundError(JSON.parse(json));

/** The way into an argument, which begins with the argument's name. */
const trail = [];
const step = (path, name) => (typeof name === "number" ? `${path}[${name}]` : path ? `${path}.${name}` : name);
const wrong = (detail) => new RefundError({ code: "invalid_field", field: trail.reduce(step, ""), detail });

/** Arguments that are not written as they stand: bytes as their numbers, and an absent configuration as an empty one. */
const WRITERS = { signature: (value) => `[${bytesOf(value)}]`, config: (value) => write(value ?? {}) };

/** An argument as JSON text: what JSON would drop, round or turn into null is refused with its path, and so is what throws. */
export function lift(name, value) {
  trail.splice(0, trail.length, name);
  try {
    return (WRITERS[name] ?? write)(value);
  } catch (error) {
    throw error instanceof RefundError ? error : wrong("cannot be read");
  }
}

function write(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return String(value);
    throw wrong("is not a whole number up to 2^53 - 1: `money` makes an amount of a decimal");
  }
  // As drivers of databases give a column BIGINT.
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${inside(value)}]`;
  if (isPlain(value)) return `{${inside(value, Object.keys(value))}}`;
  throw wrong(value === undefined ? "is undefined" : isFetched(value) ? "goes through httpResponse or httpRequest first" : "has the wrong type");
}
const isFetched = (value) => value instanceof globalThis.Response || value instanceof globalThis.Request;

/** The elements of an array, or the named members of an object. */
function inside(value, names) {
  if (trail.length > 33) throw wrong("is nested too deeply");
  let text = "";
  for (let index = 0; index < (names ?? value).length; index++) {
    const name = names ? names[index] : index;
    const item = value[name];
    if (names && !isSaid(name, item)) continue;
    trail.push(name);
    text += (text && ",") + (names ? member(name, item) : write(item));
    trail.pop();
  }
  return text;
}

/** `redirect` is for fetch alone. */
const isSaid = (name, value) => value !== undefined && !(name === "redirect" && value === "manual");
function isPlain(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function member(name, value) {
  if (name === "body" && isBytes(value)) return bodyOf(bytesOf(value));
  return `${JSON.stringify(name)}:${write(name === "headers" ? pairs(value) : value)}`;
}

/** Headers as fetch, Node and Express have them: pairs, something that yields pairs, or an object. */
function pairs(headers) {
  if (isPlain(headers)) return Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one]));
  return Symbol.iterator in Object(headers) && typeof headers === "object" ? [...headers] : headers;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Bytes as text where they are UTF-8, else in Base64: nothing is lost. */
function bodyOf(bytes) {
  try {
    return `"body":${JSON.stringify(utf8.decode(bytes))}`;
  } catch {
    return `"bodyBase64":"${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}"`;
  }
}

const isBytes = (value) => ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === "[object ArrayBuffer]";
function bytesOf(value) {
  if (!isBytes(value)) throw wrong("must be bytes");
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
}

/** Prints and serialises `view` in place of the object. */
function veil(object, view) {
  const hidden = { toJSON: view, [Symbol.for("nodejs.util.inspect.custom")]: view, toString: () => JSON.stringify(view()) };
  for (const name of Reflect.ownKeys(hidden)) Object.defineProperty(object, name, { value: hidden[name] });
}

/** A result. A request is plain data for fetch that prints and serialises masked. */
export function lower(json) {
  const value = JSON.parse(json);
  if (value === null) return undefined;
  const request = value.request ?? value;
  if (!request.headers || !request.url) return value;
  request.redirect = "manual";
  // Copies, since what `redact` gives is veiled itself. The headers leave the request, for fetch.
  veil(request, () => ({ ...redact(request) }));
  veil(request.headers, () => [...redact(request).headers]);
  return value;
}
