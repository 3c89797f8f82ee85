// What the page knows, and what follows from it. Money is counted in minor units and printed by refundkit.
import { format } from "/refundkit/browser.js";

export const state = {
  view: "orders",
  orders: [],
  refunds: new Map(),
  payments: new Map(),
  attention: [],
  google: { asks: [], captures: [], unopened: 0 },
  webhooks: { settled: 0, repeated: 0, forged: 0 },
  search: "",
  provider: "",
  group: "",
  selected: new Set(),
  draft: null,
  live: false,
  trouble: "",
  said: new Map(),
};

/** How a refund stands, in the words of the page. The tone colours it, the group sums it up. */
const PHASES = {
  preparing: {
    label: "Preparing",
    tone: "busy",
    group: "waits",
    hint: "The provider is asked what was given back before. Nothing is sent yet.",
  },
  waiting: { label: "Waiting", tone: "busy", group: "waits", hint: "Nothing of it has arrived. It goes on by itself." },
  credentials: {
    label: "Waiting",
    tone: "alert",
    group: "check",
    hint: "The provider refused the credentials. It goes on when the relay starts with new ones.",
  },
  sending: { label: "Sending", tone: "busy", group: "waits", hint: "Sent once; waiting for the response." },
  pending: {
    label: "At the provider",
    tone: "busy",
    group: "waits",
    hint: "The provider has taken it and decides later. Its webhook or the next question will tell.",
  },
  unclear: {
    label: "Looking it up",
    tone: "warn",
    group: "waits",
    hint: "It is not known yet whether the money moved. The provider is asked; it is sent again only where that is harmless.",
  },
  succeeded: { label: "Given back", tone: "good", group: "through", hint: "Nothing is left to do." },
  declined: {
    label: "Declined",
    tone: "bad",
    group: "declined",
    hint: "The provider refused. Nothing was given back.",
  },
  unsent: { label: "Not sent", tone: "bad", group: "declined", hint: "It was ended before it was sent. Nothing was given back." },
  reversed: { label: "Came back", tone: "alert", group: "check", hint: "The money came back to us: the payer does not have it." },
  manual_review: {
    label: "To check",
    tone: "alert",
    group: "check",
    hint: "What the provider says does not decide it. Look it up in its own portal, and say here what you found.",
  },
  alert: { label: "To check", tone: "alert", group: "check", hint: "Something about it has to be looked after by a person." },
};

/** What a person has to do something about comes first. */
export const GROUPS = {
  check: { label: "To check", tone: "alert" },
  declined: { label: "Not given back", tone: "bad" },
  waits: { label: "Waiting", tone: "busy" },
  through: { label: "Given back", tone: "good" },
};

export function phaseOf({ refused, sending, stands }) {
  if (refused) return { ...PHASES.unsent, hint: refused }; // a line of a batch that never became a refund
  if (!stands) return PHASES.preparing;
  if (stands.alerts?.some(({ kind }) => kind !== "credentials_refused")) return PHASES.alert;
  return PHASES[sending && stands.stage === "in_progress" ? "sending" : wordOf(stands)];
}

const UNSENT = ["cancelled", "expired", "exceeds_what_is_left"];

function wordOf({ stage, status, reason, sendings }) {
  if (reason === "credentials_refused") return "credentials";
  if (stage === "planned") return reason || sendings ? "waiting" : "preparing";
  if (stage === "in_progress") return reason === "pending" ? "pending" : "unclear";
  if (stage === "manual_review") return stage;
  return UNSENT.includes(reason) ? "unsent" : status;
}

export const keyOf = ({ provider, paymentId }) => `${provider} ${paymentId}`;
export const orderOf = (wish) => state.orders.find((order) => keyOf(order) === keyOf(wish));
export const print = (minorUnits, currency) => `${digits(minorUnits, currency)} ${currency}`;
export const digits = (minorUnits, currency) => format({ minorUnits, currency });
export const refundsNewestFirst = () => [...state.refunds.values()].sort((one, other) => other.at - one.at);

const refundsOf = (order) => [...state.refunds.values()].filter((refund) => keyOf(refund) === keyOf(order));

/** What of the goods is not back yet, and is not on its way. */
export function piecesLeft(order, { position, pieces }) {
  const back = refundsOf(order).filter(({ stands }) => stands?.status !== "declined").flatMap(({ goods }) => goods);
  return back.filter((good) => good.position === position).reduce((left, good) => left - good.pieces, pieces);
}

/** What was given back, what may have been, and what is left for a new refund: the last by the ledger, which knows of others'. */
export function sumsOf(order) {
  const ours = refundsOf(order);
  const sum = (...groups) =>
    ours
      .filter((refund) => groups.includes(phaseOf(refund).group))
      .reduce((total, refund) => total + refund.amount.minorUnits, 0);
  const left = state.payments.get(keyOf(order))?.left ?? order.captured.minorUnits;
  return { returned: sum("through"), undecided: sum("waits", "check"), left, last: ours.at(-1) };
}
