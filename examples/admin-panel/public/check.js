// Checks a form as it is typed, by the same code that builds the request, with blank credentials.
import * as refundkit from "/refundkit/browser.js";
import { providers } from "./providers.js";

const SUBJECTS = { amount: "This", goods: "What comes back", shares: "The parts" };
const blank = new Map();

/** The provider's class without anybody's keys; made once. */
function classOf(name) {
  const { class: className, blank: credentials, config } = providers[name];
  if (!blank.has(name)) blank.set(name, new refundkit[className](credentials, config ?? null));
  return blank.get(name);
}

/** `{ amount, errors }`: the parsed amount, and for each place on the form what is wrong there. */
export function check(draft, order, left) {
  const { currency } = order.captured;
  const errors = {};
  const wrong = (place) => (error) => (errors[place] = sentence("This", error));
  const read = (place, text) => attempt(() => refundkit.money(text, currency), wrong(place));
  const amount = read("amount", draft.amount);
  const share = ([receiver, text]) => ({ receiver, minorUnits: read(`share ${receiver}`, text)?.minorUnits });
  const shares = given(draft.shares).map(share);
  const readable = Object.keys(errors).length === 0;
  if (amount) whole({ draft, order, left, amount, shares: readable ? shares : [] }, errors);
  return { amount, errors };
}

function whole({ draft, order, left, amount, shares }, errors) {
  const goods = order.goods
    .map((good) => ({ ...good, pieces: draft.pieces[good.position] ?? 0 }))
    .filter(({ pieces }) => pieces);
  const { payment, request, message } = providers[order.provider];
  const form = { ...order, amount, goods, shares };
  const provider = classOf(order.provider);
  const refund = message(payment(order), request(form));
  const build = () => (provider.prepare ? provider.prepare(refund) : provider.buildRequest(refund));
  attempt(build, (error) => (errors[placeOf(error.field)] = sentence(SUBJECTS[placeOf(error.field)], error)));
  if (amount.minorUnits > left) errors.amount = "This is more than what was left.";
}

/** The path of an error goes on from `refund.` with the field's name in the provider's own terms. */
function placeOf(field) {
  if (/^refund\.(goods|refundItems|orderBundle)/.test(field)) return "goods";
  return field.startsWith("refund.split") ? "shares" : "amount";
}

function attempt(work, refused) {
  try {
    return work();
  } catch (error) {
    if (!refundkit.isRefundError(error)) throw error;
    refused(error);
    return undefined;
  }
}

const sentence = (subject, { detail }) => `${subject} ${detail}.`;
export const given = (shares) => Object.entries(shares).filter(([, text]) => text !== "");
