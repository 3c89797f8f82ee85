// The orders of all providers: found, chosen, refunded one by one or together.
import { html, nothing } from "/lit-html/lit-html.js";
import { repeat } from "/lit-html/directives/repeat.js";
import { openBatch, openRefund, openStory } from "./dialog.js";
import { finder, isFound, showAll } from "./finder.js";
import { money, pill } from "./pieces.js";
import { providers } from "./providers.js";
import { redraw } from "./redraw.js";
import { keyOf, phaseOf, print, state, sumsOf } from "./state.js";

export function ordersView() {
  const orders = state.orders.filter(isShown);
  return html`
    ${finder("Order, customer or payment", html`<p class="quiet" role="status">${orders.length} of ${state.orders.length} orders</p>`)}
    ${orders.length ? table(orders) : empty}
    ${state.selected.size ? selectionBar() : nothing}
  `;
}

const isShown = ({ provider, merchantOrder, customer, paymentId }) => isFound(provider, [merchantOrder, customer, paymentId]);

const empty = html`<p class="empty">No order matches. ${showAll}</p>`;

const table = (orders) => html`
  <div class="table" role="table" aria-label="Orders">
    <div class="head" role="row">
      ${["", "Order", "Provider", "Paid", "Left", "State", ""].map((title) => html`<span role="columnheader">${title}</span>`)}
    </div>
    ${repeat(orders, keyOf, row)}
  </div>
`;

function row(order) {
  const { returned, undecided, left, last } = sumsOf(order);
  const name = `${order.merchantOrder}, ${providers[order.provider].title}`;
  const closed = left < 1 || undecided > 0;
  return html`
    <div class="row" role="row" data-order=${`${order.provider}/${order.merchantOrder}`}>
      <span role="cell"><input type="checkbox" aria-label="Select ${name}" .checked=${state.selected.has(keyOf(order))}
        ?disabled=${closed} @change=${() => select(order)}></span>
      <span role="cell" class="who"><strong>${order.merchantOrder}</strong> <span class="quiet">${order.customer}</span></span>
      <span role="cell" class="provider">${providers[order.provider].title}</span>
      <span role="cell" class="paid">${money(order.captured)}</span>
      <span role="cell" class="left">${money({ minorUnits: left, currency: order.captured.currency })}
        ${returned ? html`<meter min="0" max=${order.captured.minorUnits} value=${left} aria-hidden="true"></meter>` : nothing}</span>
      <span role="cell" class="stands">${last ? stands(last) : nothing}</span>
      <span role="cell" class="act"><button type="button" aria-label="Refund ${name}" ?disabled=${closed} title=${reason(left, undecided)}
        @click=${() => openRefund(order)}>Refund</button></span>
    </div>
  `;
}

/** How the latest refund stands; pressed, its story. */
const stands = (
  refund,
) => html`<button type="button" class="bare" title="What happened" @click=${() => openStory(refund)}>
  ${pill(phaseOf(refund))}</button>`;

function reason(left, undecided) {
  if (undecided) return "An earlier refund of this order is not decided yet";
  return left < 1 ? "Everything was given back" : nothing;
}

function select(order) {
  const key = keyOf(order);
  redraw(() => state.selected.delete(key) || state.selected.add(key));
}

const chosen = () => state.orders.filter((order) => state.selected.has(keyOf(order)) && sumsOf(order).left > 0);

function selectionBar() {
  const orders = chosen();
  return html`
    <div class="selection" role="region" aria-label="Selected orders">
      <p><strong>${orders.length} selected</strong> <span class="quiet">${totals(orders)}</span></p>
      <button type="button" class="plain" @click=${() => redraw(() => state.selected.clear())}>Clear</button>
      <button type="button" class="main" @click=${() => openBatch(orders)}>Refund all that is left…</button>
    </div>
  `;
}

/** A sum a currency: they are never added up. */
function totals(orders) {
  const sums = {};
  for (const order of orders) sums[order.captured.currency] = (sums[order.captured.currency] ?? 0) + sumsOf(order).left;
  return Object.entries(sums)
    .map(([currency, minorUnits]) => print(minorUnits, currency))
    .join(" · ");
}
