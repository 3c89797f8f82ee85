// Checks a form as it is typed, by the same code that builds the request, with blank credentials.
import * as refundkit from "/refundkit/browser.js";
import { providers } from "./providers.js";

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
  const read = (place, text) => attempt(() => refundkit.money(text, currency), (error) => (errors[place] = sentence("This", error)));
  const amount = read("amount", draft.amount);
  const shares = given(draft.shares).map(([receiver, text]) => ({ receiver, minorUnits: read(`share ${receiver}`, text)?.minorUnits }));
  if (amount && Object.keys(errors).length === 0) whole({ draft, order, left, amount, shares }, errors);
  return { amount, errors };
}

function whole({ draft, order, left, amount, shares }, errors) {
  const goods = order.goods.filter(({ position }) => draft.pieces[position]).map((good) => ({ ...good, pieces: draft.pieces[good.position] }));
  const form = { ...order, mark: draft.id, amount, whole: amount.minorUnits === order.captured.minorUnits, goods, shares, baseline: { remaining: left } };
  const provider = classOf(order.provider);
  const refund = providers[order.provider].refund(form);
  attempt(() => (provider.prepare ? provider.prepare(refund) : provider.buildRequest(refund)), (error) => {
    const place = placeOf(error.field);
    errors[place] = sentence({ amount: "This", goods: "What comes back", shares: "The parts" }[place], error);
  });
}

/** The path of an error begins with the field's name in the provider's own terms. */
function placeOf(field) {
  if (/^(goods|refundItems|orderBundle)/.test(field)) return "goods";
  return field.startsWith("split") ? "shares" : "amount";
}

function attempt(work, refused) {
  try {
    return work();
  } catch (error) {
    if (!refundkit.isRefundError(error)) throw error;
    refused(error);
  }
}

const sentence = (subject, { detail }) => `${subject} ${detail}.`;
export const given = (shares) => Object.entries(shares).filter(([, text]) => text !== "");
