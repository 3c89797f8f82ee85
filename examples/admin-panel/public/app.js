// The page: loads, listens, and draws whatever changed.
import { html, nothing, render } from "/lit-html/lit-html.js";
import { init } from "/refundkit/browser.js";
import { drawDialog, reopen } from "./dialog.js";
import { googleView } from "./google.js";
import { ordersView } from "./orders.js";
import { redraw, whenChanged } from "./redraw.js";
import { listen, loadState } from "./relay.js";
import { refundsView } from "./refunds.js";
import { keyOf, phaseOf, print, state } from "./state.js";

const VIEWS = {
  orders: { title: "Orders", view: ordersView },
  refunds: { title: "Refunds", view: refundsView },
  google: { title: "Google", view: googleView },
};

const page = document.querySelector("#page");
const announcer = document.querySelector("#announcer");

whenChanged(() => {
  render(layout(), page);
  drawDialog();
});

await init();
page.replaceChildren(); // before anything is drawn: lit would go on drawing into what was taken out
show();
addEventListener("hashchange", show);
setInterval(redraw, 1000); // countdowns
listen({
  refund: learned,
  payment: (payment) => redraw(() => state.payments.set(keyOf(payment), payment)),
  attention: (attention) => redraw(() => Object.assign(state, { attention })),
  google: (google) => redraw(() => Object.assign(state, { google })),
  webhook: (webhooks) => redraw(() => Object.assign(state, { webhooks })),
  opened,
  closed: () => redraw(() => (state.live = false)),
});

/** The stream is there; what was there before it is loaded, again where that fails. */
function opened() {
  load().then(
    () => redraw(() => (state.live = true)),
    () => setTimeout(opened, 1000),
  );
}

async function load() {
  const { orders, refunds, payments, attention, google, webhooks } = await loadState();
  Object.assign(state, { orders, attention, google, webhooks });
  state.refunds = new Map(refunds.map((refund) => [refund.id, refund]));
  state.payments = new Map(payments.map((payment) => [keyOf(payment), payment]));
  reopen();
}

function show() {
  const name = location.hash.slice(1);
  redraw(() => (state.view = name in VIEWS ? name : "orders"));
  document.title = `${VIEWS[state.view].title} · Refunds`;
  scrollTo(0, 0);
}

/** A refund changed: said aloud too, once it stands differently. */
function learned(refund) {
  const before = state.refunds.get(refund.id);
  redraw(() => state.refunds.set(refund.id, refund));
  const { label } = phaseOf(refund);
  if (before && phaseOf(before).label === label) return;
  announcer.textContent = `${refund.merchantOrder}, ${print(refund.amount.minorUnits, refund.amount.currency)}: ${label}`;
}

function layout() {
  return html`
    <header class="top">
      <h1><img src="/icon.svg" alt="" width="28" height="28"> Refunds</h1>
      <nav aria-label="Views">${Object.keys(VIEWS).map(tab)}</nav>
      <p class="live ${state.live ? "" : "is-off"}" role="status">${state.live ? "Live" : "Not connected, trying again"}</p>
    </header>
    <main id="main" tabindex="-1">${VIEWS[state.view].view()}</main>
  `;
}

function tab(name) {
  const waiting = { refunds: state.attention.length }[name];
  return html`<a href="#${name}" aria-current=${name === state.view ? "page" : nothing}
    >${VIEWS[name].title}${waiting ? html` <span class="count" title="payments that need a person">${waiting}</span>` : nothing}</a
  >`;
}
