// The dialog: a refund or a batch, from the form to the last word. What was begun survives a reload, with its keys.
import { html, nothing, render } from "/lit-html/lit-html.js";
import { newIdempotencyKey } from "/refundkit/browser.js";
import { batchForm, batchProgress } from "./batch.js";
import { refundForm, refundProgress } from "./form.js";
import { redraw } from "./redraw.js";
import { digits, orderOf, state, sumsOf } from "./state.js";

const dialog = document.querySelector("#dialog");
const KEPT = "draft";

dialog.addEventListener("close", () => {
  sessionStorage.removeItem(KEPT);
  redraw(() => (state.draft = null));
});

/** Every refund gets its key here, before anything else is known of it. */
export function openRefund({ provider, paymentId }) {
  open({ kind: "refund", id: newIdempotencyKey(), provider, paymentId, amount: "", pieces: {}, shares: {} });
}

/** A refund that was begun earlier. */
export function openStory({ id, provider, paymentId }) {
  open({ kind: "refund", id, provider, paymentId });
}

export function openBatch(orders) {
  const batch = newIdempotencyKey();
  const wishes = orders.map((order) => ({
    id: newIdempotencyKey(),
    batch,
    provider: order.provider,
    paymentId: order.paymentId,
    amount: digits(sumsOf(order).left, order.captured.currency),
  }));
  open({ kind: "batch", batch, wishes });
}

/** After a reload: the same form, or the same refund on its way. */
export function reopen() {
  const kept = sessionStorage.getItem(KEPT);
  if (kept && !state.draft) open(JSON.parse(kept));
}

export function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify({ ...state.draft, busy: false }));
}

export function close() {
  dialog.close();
}

export function drawDialog() {
  render(state.draft ? content(state.draft) : nothing, dialog);
}

function open(draft) {
  state.draft = draft;
  state.trouble = "";
  keep();
  drawDialog();
  if (!dialog.open) dialog.showModal();
  redraw();
}

function content(draft) {
  if (draft.kind === "batch") return draft.sent ? batchProgress(draft) : batchForm(draft);
  const order = orderOf(draft);
  const refund = state.refunds.get(draft.id);
  if (!order) return html`<p>This order is gone.</p>`;
  return refund ? refundProgress(refund, order) : refundForm(draft, order);
}
