// Every refund with its story.
import { html, nothing } from "/lit-html/lit-html.js";
import { repeat } from "/lit-html/directives/repeat.js";
import { attentionView } from "./attention.js";
import { chart } from "./chart.js";
import { finder, isFound, showAll } from "./finder.js";
import { hasten, money, pill, story, time } from "./pieces.js";
import { providers } from "./providers.js";
import { redraw } from "./redraw.js";
import { GROUPS, orderOf, phaseOf, refundsNewestFirst, state } from "./state.js";

export function refundsView() {
  const all = refundsNewestFirst();
  const found = all.filter(isNamed);
  const shown = found.filter((refund) => !state.group || isOf(state.group)(refund));
  return html`
    ${attentionView()}
    ${finder("Order, customer, reference, receipt", nothing)}
    <div class="tools" role="group" aria-label="Which refunds">
      ${chip("", "All", found.length)}
      ${Object.entries(GROUPS).map(([group, { label }]) => chip(group, label, found.filter(isOf(group)).length))}
    </div>
    ${found.length ? chart(found) : nothing}
    ${shown.length ? html`<ul class="cards">${repeat(shown, ({ id }) => id, card)}</ul>` : empty(all)}
    <p class="quiet foot">${heard(state.webhooks)}</p>
  `;
}

const empty = (all) =>
  html`<p class="empty">${all.length ? html`None of these. ${showAll}` : html`No refund yet. Begin with an <a href="#orders">order</a>.`}</p>`;

const chip = (group, label, count) => html`<button type="button" class="chip" aria-pressed=${group === state.group}
  @click=${() => redraw(() => (state.group = group))}>${label} <span class="quiet">${count}</span></button>`;

const heard = ({ settled, repeated, forged }) =>
  `Webhooks since the relay began: ${settled} settled, ${repeated} repeated and dropped, ${forged} forged and refused.`;

/** Whether it has the words that are looked for: those of its order, its own id, and what the provider calls it. */
function isNamed(refund) {
  const { id, provider, merchantOrder, paymentId, stands } = refund;
  const theirs = [stands?.bankReference, stands?.receipt, stands?.refundId, stands?.code];
  return isFound(provider, [id, merchantOrder, paymentId, orderOf(refund)?.customer, ...theirs]);
}

const isOf = (group) => (refund) => phaseOf(refund).group === group;

const card = (refund) => html`
  <li>
    <details class="card" data-refund=${`${refund.provider}/${refund.merchantOrder}`}>
      <summary>
        <span class="amount">${money(refund.amount)}</span>
        <span class="who"><strong>${refund.merchantOrder}</strong>
          <span class="quiet">${providers[refund.provider].title}${refund.batch ? " · batch" : ""}</span></span>
        ${pill(phaseOf(refund))}
        <span class="quiet when">${refund.trail.length ? time(refund.trail[0].at) : nothing}</span>
      </summary>
      ${story(refund)}
      <p class="actions">${hasten(refund)}</p>
    </details>
  </li>
`;
