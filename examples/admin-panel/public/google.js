// Google asks us: what it asked for, and what was decided by the books.
import { html } from "/lit-html/lit-html.js";
import { repeat } from "/lit-html/directives/repeat.js";
import { money, pill, time } from "./pieces.js";
import { state } from "./state.js";

const RESERVED = {
  proceed: { label: "Given back", tone: "good", why: "" },
  replay: { label: "Repeated", tone: "busy", why: "The same response again; the money moved once." },
  inFlight: { label: "Come back later", tone: "warn", why: "The first request is still being worked on." },
  noMoneyLeft: { label: "Declined", tone: "bad", why: "More than is left." },
  conflict: { label: "Refused", tone: "bad", why: "This id asked for another amount before." },
  currencyMismatch: { label: "Refused", tone: "bad", why: "Another currency." },
  unknownCapture: { label: "Refused", tone: "bad", why: "No such payment." },
  unreadable: { label: "Refused", tone: "bad", why: "" },
};

export function googleView() {
  const { asks, captures } = state.google;
  return html`
    <p class="lead">
      Here the roles are reversed: Google calls, the books decide, and the response is final for its request id. Nobody has to
      press anything.
    </p>
    <dl class="captures">${captures.map(({ id, left }) => html`<div><dt>${id}</dt><dd class="money">${left} left</dd></div>`)}</dl>
    ${asks.length ? html`<ul class="cards asks">${repeat([...asks].reverse(), ({ at, requestId }) => `${at} ${requestId}`, ask)}</ul>` : empty()}
  `;
}

const ask = ({ at, requestId, captureId, amount, reserved, detail }) => html`
  <li class="card ask">
    <span class="amount">${amount ? money(amount) : "unreadable"}</span>
    <span class="who"><strong>${requestId}</strong> <span class="quiet">${captureId}</span></span>
    ${pill(RESERVED[reserved])}
    <span class="reserved">${detail ?? RESERVED[reserved].why}</span>
    <span class="quiet when">${time(at)}</span>
  </li>
`;

const empty = () => html`<p class="empty">Google has asked for nothing yet.</p>`;
