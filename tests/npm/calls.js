// Every export with good arguments: the exports by reflection, the arguments from the golden steps.
import { golden, load, stories } from "./installed.js";
import { Player, camel, parameters } from "./player.js";

export const refundkit = await load();

const steps = golden().map((step) => ({ ...JSON.parse(step.document), ok: JSON.parse(step.response).ok }));
const good = steps.filter(({ ok }) => ok !== undefined);

/** Where a name in documents is not the class's own in lower case. */
const PROVIDERS = { googleintegrator: "google" };

/** What no document holds: made by another call. */
const made = (operation) => good.find((step) => step.operation === operation).ok;
const MADE = {
  outcomeToStored: { data: made("parse_response").outcome },
  snapshotToStored: { data: good.find(({ ok }) => ok.snapshot).ok.snapshot },
  eventToStored: { data: made("parse_webhook").event },
  noticeToStored: { data: made("parse_notice").notice },
  preparedToStored: { data: made("prepare") },
  reservationToStored: good.find((step) => step.operation === "reserve" && step.ok.proceed).ok.proceed,
  redact: { request: made("build_request") },
  dispatch: { document: JSON.stringify({ provider: "refundkit", operation: "money", text: "1.00", currency: "RUB" }) },
};

/** Exports that the tests of their own look at: they take what a host hands over, or anything at all. */
const APART = [
  "RefundError", "axiosConfig", "axiosResponse", "checkStore", "fetchOnce", "httpRequest", "httpResponse", "init", "isNotSent", "isRefundError", "newIdempotencyKey",
  "runLedger", "sendWithAxios", "sendWithFetch",
];

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));
const HIDDEN = /^(constructor|__.*|free|prototype)$/;
const own = (object) => Object.getOwnPropertyNames(object).filter((name) => typeof object[name] === "function" && !HIDDEN.test(name));

/** A document with the operation, or with the same members. */
function document(provider, operation, names) {
  // A message with a body, so that each host can hand it over.
  const hasBody = ({ webhook }) => webhook === undefined || Boolean(webhook.body);
  const ours = good.filter((step) => step.provider === provider && hasBody(step));
  const given = (step, name) => name in step || name === "details" || (name === "response" && step.response?.response);
  const holds = (step) => names.every((name) => given(step, name));
  return ours.find((step) => step.operation === operation && holds(step)) ?? ours.find(holds) ?? good.find(holds);
}

function value(step, name) {
  if (name === "response") return step.response.response;
  if (name === "details") return step.details ?? {};
  return name === "signature" ? Buffer.from(step.signature, "base64") : step[name];
}

/** One call: its name, the names of its arguments, good ones, and how to make it. */
function described(name, names, found, call) {
  return { name, names, good: names.map((each) => value(found, each)), call };
}

/** Every class: its name, itself, its name in documents, good arguments. */
export function classes() {
  const rows = [...new Set(good.map((step) => step.provider))];
  return Object.entries(refundkit).filter(([name, entry]) => isClass(entry) && !APART.includes(name)).map(([name, Class]) => {
    const lower = PROVIDERS[name.toLowerCase()] ?? name.toLowerCase();
    const provider = rows.find((row) => row.replaceAll("_", "") === lower);
    const { credentials, config = {} } = good.find((step) => step.provider === provider && step.credentials) ?? {};
    return { name, Class, provider, credentials, config };
  }).filter(({ provider }) => provider);
}

function ofClass({ name, Class, provider, credentials, config }, adapt) {
  const constructor = described("new", ["credentials", "config"], { credentials: adapt(credentials), config }, (...all) => typeof new Class(...all));
  const statics = own(Class).map((each) => ofStatic(Class, provider, each));
  const methods = own(Class.prototype).map((each) => ofObject(Class, provider, each, adapt));
  return [constructor, ...statics, ...methods].map((call) => ({ ...call, name: `${name}.${call.name}` }));
}

function ofStatic(owner, provider, name) {
  const names = parameters(owner[name].toString());
  const call = (...all) => owner[name](...all);
  if (name.endsWith("FromStored")) return described(name, names, { stored: stored(owner, provider, name.replace("FromStored", "ToStored")) }, call);
  return described(name, names, MADE[name] ?? document(provider, snake(name), names), call);
}

const stored = (owner, provider, writer) => owner[writer](...ofStatic(owner, provider, writer).good);

function ofObject(Class, provider, name, adapt) {
  const names = parameters(Class.prototype[name].toString());
  const found = document(provider, snake(name), names) ?? opening(provider);
  const object = new Class(adapt(found.credentials), found.config);
  const call = (...all) => (name === "ledger" ? object.ledger(...all).free() ?? null : object[name](...all));
  return { ...described(name, names, found, call), free: () => object.free(), Class, credentials: found.credentials, config: found.config };
}

const played = stories();
const storyOf = (provider) => played.find((story) => story.provider === provider);

/** Google asks, so the ledger of a capture has no story. */
const CAPTURE = { captureKey: "payment-1", accountId: "shop", captured: { minorUnits: 10_000, currency: "USD" } };

/** What opens a ledger, and finds its row. */
function opening(provider) {
  if (!storyOf(provider)) return { ...good.find((step) => step.provider === provider && step.credentials), capture: CAPTURE };
  const { Class } = classes().find((row) => row.provider === provider);
  const body = after(storyOf(provider).calls, storyOf(provider), Class, undefined, ({ bodies }) => bodies[0]);
  return { alreadyRefunded: 0, ...storyOf(provider), event: made("parse_webhook").event, row: { body, version: 1 } };
}

/** What `look` finds after these calls. */
function after(calls, story, Class, adapt, look) {
  const player = new Player(story, Class, adapt).playAll(calls);
  try {
    return look(player);
  } finally {
    player.free();
  }
}

/** What is in no story of every provider: the call that it follows, and its arguments. */
const LATER = {
  reload: { first: "next", given: ({ bodies }) => ({ row: { body: bodies[0], version: 1 } }) },
  listen: { first: "next", given: () => ({}) },
  refund: { first: "next", given: () => ({ reference: "A" }) },
  askAgain: { first: "adopt", given: () => ({ reference: "A", nowMs: 1.8e12 }) },
  correctCaptured: { first: "next", given: ({ story }) => ({ amount: story.captured, by: "anna", note: "the whole order", nowMs: 1.8e12 }) },
};

/** Where a story calls a method of a ledger with success, or where one of `LATER` may follow; -1 if nowhere. */
function place(calls, method) {
  const later = LATER[method];
  if (later) return calls.findIndex(({ call }) => call === later.first) + 1 || -1;
  return calls.findIndex(({ call, ok, given }) => call === method && ok !== undefined && given.response !== null);
}

/** Signing takes long. */
const isQuick = (provider, calls) => !/^(bank131|smart_glocal)$/.test(provider) || !calls.some(({ ok }) => ok?.kind === "send");

/** A method of a ledger, as the story has it that calls it first. */
function ofLedger({ name, Class, provider }, method, adapt) {
  const found = played.filter((story) => story.provider === provider).map((story) => ({ story, at: place(story.calls, method) }));
  const fit = found.filter(({ story, at }) => at >= 0 && isQuick(provider, story.calls.slice(0, at))).sort((one, other) => one.at - other.at);
  return fit.slice(0, 1).map(({ story, at }) => {
    const later = (look) => after(story.calls.slice(0, at), story, Class, adapt, look);
    const given = LATER[method] ? later(LATER[method].given) : story.calls[at].given;
    const names = parameters(refundkit[`${name}Ledger`].prototype[method].toString());
    const call = (...all) => later(({ ledger }) => ledger[method](...all) ?? null);
    return { name: `${name}Ledger.${method}`, names, good: names.map((each) => given[each]), call };
  });
}

function ledgers(row, adapt) {
  const Ledger = refundkit[`${row.name}Ledger`];
  return Ledger ? own(Ledger.prototype).flatMap((method) => ofLedger(row, method, adapt)) : [];
}

/** Every call that the package offers; `adapt` changes the credentials. */
export function calls(adapt = (credentials) => credentials) {
  const functions = Object.keys(refundkit).filter((name) => !isClass(refundkit[name]) && !APART.includes(name));
  return [...classes().flatMap((row) => [...ofClass(row, adapt), ...ledgers(row, adapt)]), ...functions.map((name) => ofStatic(refundkit, "refundkit", name))];
}
