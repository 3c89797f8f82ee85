// One refund: its form, checked as it is typed, and what becomes of it.
import { html, nothing } from "/lit-html/lit-html.js";
import { check, given } from "./check.js";
import { close, keep } from "./dialog.js";
import { hasten, money, pill, requestView, story } from "./pieces.js";
import { providers } from "./providers.js";
import { redraw } from "./redraw.js";
import { post } from "./relay.js";
import { digits, phaseOf, piecesLeft, print, state, sumsOf } from "./state.js";

const UNFINISHED = /^0*\.?$|\.$/; // still being typed

export function refundForm(draft, order) {
  const { left } = sumsOf(order);
  const { currency } = order.captured;
  const { amount, errors } = check(draft, order, left);
  const shown = draft.tried || !UNFINISHED.test(draft.amount) ? errors : {};
  return html`
    <form method="dialog" novalidate @submit=${(event) => submit(event, draft, order)}>
      ${heading(`Refund ${order.merchantOrder}`, order)}
      <p class="facts">Paid ${money(order.captured)} · left ${money({ minorUnits: left, currency })}</p>
      ${amountField(draft, currency, shown.amount)}
      <p>
        <button type="button" class="plain" @click=${() => write(digits(left, currency))}>All that is left, ${print(left, currency)}</button>
      </p>
      ${order.goods.length ? goodsView(draft, order, shown.goods) : nothing}
      ${order.sellers.length ? sharesView(draft, order, shown) : nothing}
      <details class="exact" ?open=${draft.exact} @toggle=${(event) => look(event, draft)}>
        <summary>The exact request, secrets masked</summary>
        ${draft.preview ? requestView(draft.preview) : html`<p class="quiet">${draft.unseen ?? "Type an amount first."}</p>`}
      </details>
      ${state.trouble ? html`<p class="trouble" role="alert">${state.trouble}</p>` : nothing}
      <p class="actions">
        <button type="button" @click=${close}>Cancel</button>
        <button type="submit" class="main" aria-disabled=${draft.busy ? "true" : nothing}>
          ${draft.busy ? "Sending…" : amount && !errors.amount ? `Give back ${print(amount.minorUnits, currency)}` : "Give back"}
        </button>
      </p>
    </form>
  `;
}

const heading = (title, { provider, customer }) => html`
  <h2 id="dialog-title" tabindex="-1">${title}</h2>
  <p class="quiet">${providers[provider].title}, ${customer}</p>
`;

const write = (text) => edit((draft) => (draft.amount = text));

const amountField = ({ amount }, currency, error) =>
  field({ id: "amount", label: "Amount", suffix: currency, value: amount, error, autofocus: true, input: write });

function field({ id, label, suffix, value, error, autofocus, input }) {
  return html`
    <p class="field">
      <label for=${id}>${label}</label>
      <span class="box"><input id=${id} inputmode="decimal" autocomplete="off" placeholder="0.00" ?autofocus=${autofocus}
        .value=${value} aria-invalid=${error ? "true" : "false"} aria-describedby=${`${id}-error`}
        @input=${(event) => input(event.target.value.trim())}
        ><span aria-hidden="true">${suffix}</span></span>
      <span id=${`${id}-error`} class="error" role="status">${error ?? ""}</span>
    </p>
  `;
}

const goodsView = (draft, order, error) => html`
  <fieldset aria-describedby="goods-error">
    <legend>What comes back</legend>
    ${order.goods.map(
      (good) => html`
      <p class="good">
        <label for=${good.code}>${good.name}
          <span class="quiet">${print(good.price, order.captured.currency)} each, ${good.pieces} bought${back(order, good)}</span></label>
        <input id=${good.code} type="number" min="0" max=${piecesLeft(order, good)} step="1" .value=${String(draft.pieces[good.position] ?? 0)}
          @input=${(event) => take(order, good, event.target)}>
      </p>`,
    )}
    <span id="goods-error" class="error" role="status">${error ?? ""}</span>
  </fieldset>
`;

function back(order, good) {
  const count = good.pieces - piecesLeft(order, good);
  return count ? `, ${count} came back` : "";
}

const sharesView = (draft, order, errors) => html`
  <fieldset aria-describedby="shares-error">
    <legend>Who gives it back</legend>
    <p class="quiet">Leave empty where the payment was not divided.</p>
    ${order.sellers.map(({ receiver, name }) =>
      field({
        id: `share-${receiver}`,
        label: name,
        suffix: order.captured.currency,
        value: draft.shares[receiver] ?? "",
        error: errors[`share ${receiver}`],
        input: (text) => edit((now) => (now.shares = { ...now.shares, [receiver]: text })),
      }),
    )}
    <span id="shares-error" class="error" role="status">${errors.shares ?? ""}</span>
  </fieldset>
`;

function edit(change) {
  change(state.draft);
  state.trouble = "";
  keep();
  if (state.draft.exact) preview(state.draft);
  redraw();
}

/** Chosen goods say the amount, and whose they were says who gives it back. */
function take(order, good, input) {
  const { position } = good;
  const count = Math.min(Math.max(Math.trunc(input.valueAsNumber) || 0, 0), piecesLeft(order, good));
  edit((draft) => {
    draft.pieces = { ...draft.pieces, [position]: count };
    const sum = (goods) => goods.reduce((total, good) => total + good.price * (draft.pieces[good.position] ?? 0), 0);
    const written = (minorUnits) => (minorUnits ? digits(minorUnits, order.captured.currency) : "");
    draft.amount = written(sum(order.goods));
    draft.shares = Object.fromEntries(
      order.sellers.map(({ receiver }, seller) => [
        receiver,
        written(sum(order.goods.filter((good) => good.seller === seller))),
      ]),
    );
  });
}

const wishOf = ({ id, provider, paymentId, amount, pieces, shares }) => ({
  id,
  provider,
  paymentId,
  amount,
  goods: Object.entries(pieces)
    .filter(([, count]) => count)
    .map(([position, count]) => ({ position: Number(position), pieces: count })),
  shares: given(shares).map(([receiver, text]) => ({ receiver, amount: text })),
});

function look(event, draft) {
  draft.exact = event.target.open;
  if (draft.exact) preview(draft);
}

async function preview(draft) {
  const { ok, body } = await post("/api/preview", wishOf(draft)).catch(() => ({ ok: false, body: {} }));
  redraw(() =>
    Object.assign(draft, {
      preview: ok ? body : null,
      unseen: draft.amount ? `Not yet: ${body.detail ?? "the relay did not respond"}.` : undefined,
    }),
  );
}

/** Also where the relay's database did not. */
const NO_RESPONSE = "The relay did not respond. Press again: it will be the same refund, not a second one.";

/** The relay knows the refund by its key: pressing twice, or again after a reload, is the same refund. */
async function submit(event, draft, order) {
  event.preventDefault();
  const { errors } = check(draft, order, sumsOf(order).left);
  redraw(() => Object.assign(draft, { tried: true }));
  const wrong = Object.keys(errors)[0];
  if (wrong) return focusOn(wrong);
  if (draft.busy) return;
  redraw(() => Object.assign(draft, { busy: true }));
  const response = await post("/api/refunds", wishOf(draft)).catch(() => null);
  redraw(() => {
    draft.busy = false;
    if (state.draft === draft) state.trouble = response?.ok ? "" : (response?.body.detail ?? NO_RESPONSE);
    if (response?.ok && !state.refunds.has(draft.id)) state.refunds.set(draft.id, response.body);
  });
  if (response?.ok) queueMicrotask(() => document.querySelector("#dialog-title")?.focus());
}

function focusOn(place) {
  const id = place.startsWith("share ") ? `share-${place.slice(6)}` : place === "amount" ? "amount" : null;
  document.getElementById(id ?? "amount")?.focus();
}

export function refundProgress(refund, order) {
  const phase = phaseOf(refund);
  return html`
    <div class="progress">
      ${heading(`${print(refund.amount.minorUnits, refund.amount.currency)} of ${order.merchantOrder}`, order)}
      <p class="verdict" aria-live="polite">${pill(phase)}</p>
      ${story(refund)}
      <p class="actions">
        ${hasten(refund)}
        <button type="button" class="main" @click=${close}>${phase.group === "waits" ? "Close, it goes on" : "Close"}</button>
      </p>
    </div>
  `;
}
