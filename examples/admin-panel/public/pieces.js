// Small pieces that several views draw.
import { html, nothing } from "/lit-html/lit-html.js";
import { phaseOf, print } from "./state.js";
import { wordsView } from "./words.js";

const SIGNS = { good: "✓", busy: "…", warn: "?", bad: "✕", alert: "!" };

export const pill = ({ label, tone }) =>
  html`<span class="pill ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span>${label}</span>`;

export const money = ({ minorUnits, currency }) => html`<span class="money">${print(minorUnits, currency)}</span>`;

const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

const DATE = { day: "numeric", month: "short" };

/** With its date, where it was not today. */
export function time(at) {
  const [when, now] = [new Date(at), new Date()];
  const isToday = when.toDateString() === now.toDateString();
  const date = { ...DATE, ...(when.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }) };
  return html`<time datetime=${when.toISOString()}>${isToday ? nothing : html`${when.toLocaleDateString([], date)}<br>`}${when.toLocaleTimeString([], CLOCK)}</time>`;
}

/** What happened, in order. */
export const trail = (refund) => html`
  <ol class="trail">
    ${refund.trail.map((step) => html`<li class=${toneOf(step)}>${time(step.at)} <span>${step.what}${saying(step)}</span></li>`)}
    ${refund.due ? html`<li class="next"><time aria-hidden="true">next</time> <span>${countdown(refund)}</span></li>` : nothing}
  </ol>
`;

const STATUS = {
  succeeded: "given back",
  pending: "taken, not decided",
  declined: "declined",
  reversed: "reversed",
  unknown: "proves nothing",
};
const TONES = { succeeded: "good", pending: "busy", declined: "bad", reversed: "alert", unknown: "warn" };
const toneOf = ({ status }) => TONES[status] ?? "";

function saying({ status, code, reason, httpStatus }) {
  if (!status) return nothing;
  const details = [httpStatus && `HTTP ${httpStatus}`, reason?.replaceAll("_", " "), code].filter(Boolean).join(", ");
  return html`: <strong>${STATUS[status]}</strong>${details ? html` <span class="quiet">(${details})</span>` : nothing}`;
}

function countdown({ due, stands }) {
  const seconds = Math.max(0, Math.ceil((due - Date.now()) / 1000));
  const what = stands?.stage === "planned" ? "Goes on" : "Asks the provider";
  return seconds ? `${what} in ${seconds} s` : `${what} now`;
}

/** Whether nothing of it can have arrived: it was never sent, or every sending is known to have done nothing. */
const isWaiting = ({ stands }) =>
  stands?.stage === "planned" ||
  ["not_seen", "not_signed", "not_sent", "sendings_used_up", "cannot_be_built"].includes(stands?.reason);

/** What a person may do about it. */
export function hasten(refund) {
  const { id, provider, paymentId, stands } = refund;
  const { stage, reason, alerts = [] } = stands ?? {};
  const [path, ofOrder] = [`/api/refunds/${id}`, `/api/orders/${provider}/${paymentId}`];
  const decide = (decision) => ({ path: `${path}/decide`, body: { decision }, needs: ["note"] });
  const isDecided = stage === "manual_review" && !isWaiting(refund);
  const words = [
    (stage === "in_progress" || stage === "manual_review") && { label: "Ask now", path: `${path}/ask` },
    isWaiting(refund) && { label: "Cancel", path: `${path}/cancel` },
    isDecided && { label: "It was given back", ...decide("given_back") },
    isDecided && { label: "It was not", ...decide("not_given_back") },
    isDecided && reason === "ambiguous" && { label: "The entry is somebody else's", path: `${ofOrder}/external`, needs: ["entry", "note"] },
    ...alerts.map(({ id: alert, kind }) => ({
      label: `Looked after: ${kind.replaceAll("_", " ")}`, path: `${ofOrder}/settle`, body: { alert }, needs: ["note"],
    })),
  ];
  return wordsView(id, words.filter(Boolean));
}

/** What a support desk is asked for. */
export function facts({ stands }) {
  const known = { "Bank reference": stands?.bankReference, Receipt: stands?.receipt, "Provider's number": stands?.refundId };
  const given = Object.entries(known).filter(([, value]) => value);
  return given.length ? html`<p class="quiet">${given.map(([name, value]) => html`${name} ${value} `)}</p>` : nothing;
}

/** A request as it leaves, masked by the relay before it came here. */
export const requestView = ({ method, url, headers, body }) =>
  html`<pre class="request" tabindex="0" aria-label="Request, secrets masked"><b>${method}</b> ${url}
${headers.map(([name, value]) => `${name}: ${value}\n`)}
${body ?? ""}</pre>`;

const exact = (request) => html`<details class="exact">
  <summary>The exact request, secrets masked</summary>${requestView(request)}
</details>`;

/** How a refund stands, with its story. */
export const story = (refund) => html`
  <p class="hint">${phaseOf(refund).hint}</p>
  ${facts(refund)}
  ${trail(refund)}
  ${refund.request ? exact(refund.request) : nothing}
`;
