// Small pieces that several views draw.
import { html, nothing } from "/lit-html/lit-html.js";
import { redraw } from "./redraw.js";
import { phaseOf, print, state } from "./state.js";
import { post } from "./relay.js";

const SIGNS = { good: "✓", busy: "…", warn: "?", bad: "✕", alert: "!" };

export const pill = ({ label, tone }) =>
  html`<span class="pill ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span>${label}</span>`;

export const money = ({ minorUnits, currency }) => html`<span class="money">${print(minorUnits, currency)}</span>`;

const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

export const time = (at) =>
  html`<time datetime=${new Date(at).toISOString()}>${new Date(at).toLocaleTimeString([], CLOCK)}</time>`;

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

const say = (refund, word, body) => async () => {
  const said = await post(`/api/refunds/${refund.id}/${word}`, body).catch(() => null);
  redraw(() => (state.trouble = said?.ok ? "" : (said?.body.detail ?? "The relay did not respond.")));
};
const button = (label, press) => html`<button type="button" @click=${press}>${label}</button>`;

/** Whether nothing of it can have arrived: it was never sent, or every sending is known to have done nothing. */
const isWaiting = ({ stands }) =>
  stands?.stage === "planned" || ["sendings_used_up", "cannot_be_built"].includes(stands?.reason);

/** What a person may do about it. */
export function hasten(refund) {
  const { stage, alerts = [] } = refund.stands ?? {};
  const note = "looked up in the provider's portal";
  const decide = (givenBack) => say(refund, "decide", { givenBack, note });
  return [
    stage === "in_progress" || stage === "manual_review" ? button("Ask now", say(refund, "ask", {})) : nothing,
    isWaiting(refund) ? button("Cancel", say(refund, "cancel", {})) : nothing,
    stage === "manual_review" && !isWaiting(refund) ? button("It was given back", decide(true)) : nothing,
    stage === "manual_review" && !isWaiting(refund) ? button("It was not", decide(false)) : nothing,
    ...alerts.map(({ id, kind }) => button(`Looked after: ${kind.replaceAll("_", " ")}`, say(refund, "settle", { alert: id, note }))),
  ];
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
