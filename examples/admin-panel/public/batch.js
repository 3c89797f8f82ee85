// Many refunds at once: what will be sent, how far it is, and what came of it.
import { html, nothing } from "/lit-html/lit-html.js";
import { close, keep } from "./dialog.js";
import { pill } from "./pieces.js";
import { providers } from "./providers.js";
import { redraw } from "./redraw.js";
import { post } from "./relay.js";
import { GROUPS, orderOf, phaseOf, state } from "./state.js";

export const batchForm = (draft) => html`
  <form method="dialog" @submit=${(event) => submit(event, draft)}>
    <h2 id="dialog-title" tabindex="-1">Refund ${draft.wishes.length} orders</h2>
    <p class="quiet">Everything that is left of each is given back.</p>
    <ul class="lines">${draft.wishes.map((wish) => line(wish))}</ul>
    ${state.trouble ? html`<p class="trouble" role="alert">${state.trouble}</p>` : nothing}
    <p class="actions">
      <button type="button" @click=${close}>Cancel</button>
      <button type="submit" class="main" autofocus aria-disabled=${draft.busy ? "true" : nothing}>
        ${draft.busy ? "Sending…" : `Give back ${draft.wishes.length} refunds`}
      </button>
    </p>
  </form>
`;

function line(wish, detail = "") {
  const { merchantOrder, captured } = orderOf(wish);
  return html`<li><strong>${merchantOrder}</strong> <span class="quiet">${providers[wish.provider].title}</span>
    <span class="money">${wish.amount} ${captured.currency}</span>
    ${detail ? html`<span class="quiet detail">${detail}</span>` : nothing}</li>`;
}

const NO_RESPONSE = "The relay did not respond. Press again: they will be the same refunds, not second ones.";

async function submit(event, draft) {
  event.preventDefault();
  if (draft.busy) return;
  redraw(() => Object.assign(draft, { busy: true }));
  const response = await post("/api/batches", draft.wishes).catch(() => null);
  const isOpen = state.draft === draft; // else it was closed meanwhile, and is told on the page of refunds
  redraw(() => {
    Object.assign(draft, {
      busy: false,
      sent: Boolean(response?.ok),
      unsent: response?.ok ? response.body.filter(({ refused }) => refused) : [],
    });
    if (isOpen) state.trouble = response?.ok ? "" : (response?.body.detail ?? NO_RESPONSE);
    if (response?.ok) state.selected.clear();
  });
  if (isOpen) keep();
}

/** How each wish of the batch stands: by its refund, or by why it never became one. */
function standing(draft) {
  const refused = new Map(draft.unsent.map(({ id, refused }) => [id, { refused }]));
  return draft.wishes.map((wish) => {
    const refund = state.refunds.get(wish.id) ?? refused.get(wish.id) ?? {};
    return { wish, phase: phaseOf(refund), words: wordsOf(refund) };
  });
}

/** What the provider said, in its own words. */
function wordsOf({ stands }) {
  return stands?.code ? `It said: ${stands.code}.` : "";
}

export function batchProgress(draft) {
  const all = standing(draft);
  const settled = all.filter(({ phase }) => phase.group !== "waits").length;
  return html`
    <div class="progress">
      <h2 id="dialog-title" tabindex="-1">${settled === all.length ? "The batch is through" : `Refunding ${all.length} orders`}</h2>
      <p class="bar">
        <progress max=${all.length} value=${settled} aria-label="Decided"></progress>
        <span role="status">${settled} of ${all.length} decided</span>
      </p>
      <dl class="summary">${Object.entries(GROUPS).map(([group, { label, tone }]) => {
        const count = all.filter(({ phase }) => phase.group === group).length;
        return html`<div class=${count ? tone : "none"}><dt>${label}</dt><dd>${count}</dd></div>`;
      })}</dl>
      ${Object.keys(GROUPS).map((group) =>
        section(
          group,
          all.filter(({ phase }) => phase.group === group),
        ),
      )}
      <p class="actions">
        <button type="button" class="main" @click=${close}>${settled === all.length ? "Close" : "Close, it goes on"}</button>
      </p>
    </div>
  `;
}

const section = (group, entries) =>
  entries.length
    ? html`<h3>${pill(GROUPS[group])}</h3>
        <ul class="lines">${entries.map(({ wish, phase, words }) => line(wish, group === "through" ? "" : `${phase.hint} ${words}`))}</ul>`
    : nothing;
