// Google asks us: what it asked for, and what became of it.
import { html, nothing } from "/lit-html/lit-html.js";
import { repeat } from "/lit-html/directives/repeat.js";
import { money, pill, time } from "./pieces.js";
import { state } from "./state.js";

const BECAME = {
  paid: { label: "Given back", tone: "good", why: "" },
  repeated: { label: "Repeated", tone: "busy", why: "The same response again; the money moved once." },
  inFlight: { label: "Come back later", tone: "warn", why: "Nobody knows yet what became of the first request." },
  declined: { label: "Declined", tone: "bad", why: "More than is left." },
  refused: { label: "Refused", tone: "bad", why: "" },
  unreadable: { label: "Refused", tone: "bad", why: "" },
  found: { label: "Given back", tone: "good", why: "A relay had died while the bank paid: the bank has the payout." },
  notFound: { label: "Not given back", tone: "warn", why: "A relay had died before the bank paid: once that is certain, Google's next request pays." },
  lookedAfter: { label: "Looked after", tone: "good", why: "" },
};

export function googleView() {
  const { asks, captures, unopened } = state.google;
  return html`
    <p class="lead">
      Here the roles are reversed: Google calls, the ledger of the payment decides, and the response is final for its request id. Nobody has to
      press anything.
    </p>
    <dl class="captures">${captures.map(({ id, left }) => html`<div><dt>${id}</dt><dd class="money">${left} left</dd></div>`)}</dl>
    ${unopened ? html`<p class="quiet">Refused since the relay began, because nobody could open their envelope: ${unopened}.</p>` : nothing}
    ${asks.length ? html`<ul class="cards asks">${repeat([...asks].reverse(), ({ at, requestId }) => `${at} ${requestId}`, ask)}</ul>` : empty()}
  `;
}

const ask = ({ at, requestId, captureId, amount, became, why }) => html`
  <li class="card ask">
    <span class="amount">${amount ? money(amount) : became === "lookedAfter" ? "" : "unreadable"}</span>
    <span class="who"><strong>${requestId}</strong> <span class="quiet">${captureId}</span></span>
    ${pill(BECAME[became])}
    <span class="why">${why || BECAME[became].why}</span>
    <span class="quiet when">${time(at)}</span>
  </li>
`;

const empty = () => html`<p class="empty">Google has asked for nothing yet.</p>`;
