// Small pieces that several views draw.
import { html, nothing } from "/lit-html/lit-html.js";
import { HASTEN, phaseOf, print } from "./state.js";
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

function saying({ status, code, message, problem, httpStatus }) {
  if (!status) return nothing;
  const details = [httpStatus && `HTTP ${httpStatus}`, problem?.replaceAll("_", " "), code, message]
    .filter(Boolean)
    .join(", ");
  return html`: <strong>${STATUS[status]}</strong>${details ? html` <span class="quiet">(${details})</span>` : nothing}`;
}

function countdown({ due, outcome }) {
  const seconds = Math.max(0, Math.ceil((due - Date.now()) / 1000));
  const what = outcome.nextAction === "resend_same" ? "Sends the same request again" : "Asks the provider";
  return seconds ? `${what} in ${seconds} s` : `${what} now`;
}

/** The one thing that a person may hasten. */
export function hasten(refund) {
  const label = HASTEN[refund.outcome?.nextAction];
  if (!label) return nothing;
  return html`<button type="button" @click=${() => post(`/api/refunds/${refund.id}/ask`, {})}>${label}</button>`;
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
  ${trail(refund)}
  ${refund.request ? exact(refund.request) : nothing}
`;
