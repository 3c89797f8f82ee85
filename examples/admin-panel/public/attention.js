// The payments that need a person: why, and what a person may say about it. The words are those of docs/on-call.md.
import { html, nothing } from "/lit-html/lit-html.js";
import { repeat } from "/lit-html/directives/repeat.js";
import { providers } from "./providers.js";
import { keyOf, orderOf, print, state } from "./state.js";
import { wordsView } from "./words.js";

const ALERTS = {
  paid_twice: "More than one refund went out under one reference. Ask the provider for both operations, and claim one back.",
  returned_by_bank:
    "The payer's bank returned a refund, so the payer does not have it. Find another way to pay the payer, and say so only after the money is back in your account.",
  charged_back: "The payer's bank took money back, and what is left is less by it. Tell whoever answers disputes: a refund beside it gives the money back twice.",
  contradicted: "What has ended is contradicted by what the provider shows, or somebody else refunded. Compare with the provider's portal.",
  record_behind: "The provider knows a refund that the record does not. Find out whether a backup was restored.",
  credentials_refused: "The provider refused the credentials. Nothing is sent until the relay is started with new ones, or somebody says here that it was.",
  rest_differs: "The provider says that another amount is left. Look for refunds that were made in the provider's portal.",
  clocks_differ: "The clocks of two hosts differ by more than an hour. Put them right.",
  record_full: "The record keeps no more webhooks: later ones are not acknowledged. Find out why so many came.",
  expired: "A refund that was asked for was never sent and has expired: nothing was given back. Tell whoever asked for it.",
  unreadable_entry:
    "The provider lists a refund in another currency or without an amount, so that nothing counts as left. Look at it in the provider's portal.",
};

/** What is said of a row that is about no order of the shop. */
const ROWS = {
  alert: "The shop does not know this payment.",
  manual_review: "Of a request or a refund nobody knows the end.",
};

export const attentionView = () =>
  state.attention.length
    ? html`<section class="attention" aria-labelledby="attention-title">
        <h2 id="attention-title">${state.attention.length === 1 ? "A payment needs" : `${state.attention.length} payments need`} a person</h2>
        <ul class="cards">${repeat(state.attention, ({ key }) => key, card)}</ul>
      </section>`
    : nothing;

/** A row of an order, of one of Google's captures, or of what the shop does not know any more. */
function card(row) {
  const order = row.paymentId ? orderOf(row) : undefined;
  const name = order ? `${order.provider}/${order.merchantOrder}` : (row.captureId ?? row.key);
  return html`<li class="payment" data-attention=${name}>
    <p class="who"><strong>${order?.merchantOrder ?? row.captureId ?? row.key}</strong>
      <span class="quiet">${order ? providers[order.provider].title : row.captureId ? "Google" : row.summary}</span></p>
    ${order ? ofOrder(order, row) : row.captureId ? ofCapture(row) : html`<p>${ROWS[row.attention]}</p>`}
  </li>`;
}

function ofOrder(order, { attention }) {
  const { alerts = [] } = state.payments.get(keyOf(order)) ?? {};
  const about = { path: `/api/orders/${order.provider}/${order.paymentId}`, currency: order.captured.currency };
  return html`
    ${attention === "manual_review" ? html`<p>A refund of it is to check: see below.</p>` : nothing}
    ${alerts.map((alert) => alertView(about, alert))}
  `;
}

/** Of Google's requests nobody decides here: the bank is asked, and Google asks again. */
function ofCapture({ captureId, attention }) {
  const { alerts = [], currency } = state.google.captures.find(({ id }) => id === captureId) ?? {};
  return html`
    ${attention === "manual_review" ? html`<p>${ROWS.manual_review}</p>` : nothing}
    ${alerts.map((alert) => alertView({ path: `/api/captures/${captureId}`, currency }, alert))}
  `;
}

function alertView({ path, currency }, { id, kind, entry, expected, found, reference }) {
  const facts = [
    entry && `entry ${entry}`,
    reference && `refund ${reference}`,
    isAmount(kind, expected) && `expected ${print(expected, currency)}`,
    isAmount(kind, found) && `found ${print(found, currency)}`,
  ].filter(Boolean);
  return html`<div class="alerted">
    <p><strong>${titleOf(kind)}.</strong> ${ALERTS[kind] ?? ""} <span class="quiet">${facts.join(", ")}</span></p>
    <p class="actions">${wordsView(id, [
      { label: "Looked after", path: `${path}/settle`, body: { alert: id }, needs: ["note"] },
      ...(kind === "unreadable_entry" && entry
        ? [{ label: "None of ours", path: `${path}/external`, body: { entry, alert: id }, needs: ["note"] }]
        : []),
    ])}</p>
  </div>`;
}

/** What refused credentials found is a version of the row. */
const isAmount = (kind, number) => number !== undefined && kind !== "credentials_refused";
export const titleOf = (kind) => `${kind[0].toUpperCase()}${kind.slice(1).replaceAll("_", " ")}`;
