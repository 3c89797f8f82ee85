// What the page knows, and what follows from it. Money is counted in minor units and printed by refundkit.
import { format } from "/refundkit/browser.js";

export const state = {
  view: "orders",
  orders: [],
  refunds: new Map(),
  google: { asks: [], captures: [] },
  webhooks: { settled: 0, repeated: 0, forged: 0 },
  search: "",
  provider: "",
  group: "",
  selected: new Set(),
  draft: null,
  live: false,
  trouble: "",
};

/** How a refund stands, in the words of the page. The tone colours it, the group sums it up. */
const PHASES = {
  preparing: {
    label: "Preparing",
    tone: "busy",
    group: "waits",
    hint: "The provider is asked what was given back before. Nothing is sent yet.",
  },
  sending: { label: "Sending", tone: "busy", group: "waits", hint: "Sent once; waiting for the response." },
  wait: {
    label: "At the provider",
    tone: "busy",
    group: "waits",
    hint: "The provider has taken it and decides later. Its webhook or the next question will tell.",
  },
  query_status: {
    label: "Looking it up",
    tone: "warn",
    group: "waits",
    hint: "It is not known yet whether the money moved. The provider is asked; nothing is sent again.",
  },
  resend_same: {
    label: "Sending again",
    tone: "warn",
    group: "waits",
    hint: "It is safe here to send the very same request once more.",
  },
  done: { label: "Given back", tone: "good", group: "through", hint: "Nothing is left to do." },
  stop: {
    label: "Declined",
    tone: "bad",
    group: "declined",
    hint: "The provider refused. Nothing was given back, and the same refund would be refused again.",
  },
  start_new: {
    label: "Declined for now",
    tone: "bad",
    group: "declined",
    hint: "The provider refused for the moment. Nothing was given back; try a new refund later.",
  },
  refused: { label: "Not sent", tone: "bad", group: "declined", hint: "" },
  manual_review: {
    label: "To check",
    tone: "alert",
    group: "check",
    hint: "What the provider says does not fit together. Compare with its own portal before anything else.",
  },
  tired: {
    label: "To check",
    tone: "alert",
    group: "check",
    hint: "Still unclear after many questions. Ask again, or look it up in the provider's own portal.",
  },
};

/** What a person has to do something about comes first. */
export const GROUPS = {
  check: { label: "To check", tone: "alert" },
  declined: { label: "Not given back", tone: "bad" },
  waits: { label: "Waiting", tone: "busy" },
  through: { label: "Given back", tone: "good" },
};

export function phaseOf(refund) {
  if (refund.refused) return { ...PHASES.refused, hint: refund.refused };
  if (!refund.outcome) return refund.sent ? PHASES.sending : PHASES.preparing;
  const { nextAction } = refund.outcome;
  return refund.tired && PHASES[nextAction].group === "waits" ? PHASES.tired : PHASES[nextAction];
}

/** Steps that a person may hasten. */
export const HASTEN = { wait: "Ask now", query_status: "Ask now", resend_same: "Send again now" };

export const keyOf = ({ provider, paymentId }) => `${provider} ${paymentId}`;
export const orderOf = (wish) => state.orders.find((order) => keyOf(order) === keyOf(wish));
export const print = (minorUnits, currency) => `${digits(minorUnits, currency)} ${currency}`;
export const digits = (minorUnits, currency) => format({ minorUnits, currency });
export const refundsNewestFirst = () => [...state.refunds.values()].reverse();

/** What was given back, what may have been, and what is left for a new refund. */
export function sumsOf(order) {
  const ours = [...state.refunds.values()].filter((refund) => keyOf(refund) === keyOf(order));
  const sum = (...groups) =>
    ours
      .filter((refund) => groups.includes(phaseOf(refund).group))
      .reduce((total, refund) => total + refund.amount.minorUnits, 0);
  const [returned, undecided] = [sum("through"), sum("waits", "check")];
  return { returned, undecided, left: order.captured.minorUnits - returned - undecided, last: ours.at(-1) };
}

export function visibleOrders() {
  const words = state.search.toLowerCase().split(/\s+/);
  const text = (order) => `${order.merchantOrder} ${order.customer} ${order.paymentId}`.toLowerCase();
  return state.orders
    .filter((order) => !state.provider || order.provider === state.provider)
    .filter((order) => words.every((word) => text(order).includes(word)));
}
