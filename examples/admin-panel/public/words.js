// What a person may say about a refund or a payment: a note, buttons, and what was wrong with the last word.
import { html, nothing } from "/lit-html/lit-html.js";
import { redraw } from "./redraw.js";
import { post } from "./relay.js";
import { state } from "./state.js";

const NOTE = "What you found";
const ENTRY = "Entry in the provider's portal";

/** What was typed and refused so far; `about` is a refund or a payment. */
const saidOf = (about) => state.said.get(about) ?? { note: "", entry: "", trouble: "" };
const keepSaid = (about, change) => redraw(() => state.said.set(about, { ...saidOf(about), ...change }));

/** A word is `{ label, path, body, needs }`: what it `needs` is typed first. */
export function wordsView(about, words) {
  const isNeeded = (field) => words.some(({ needs = [] }) => needs.includes(field));
  const { trouble } = saidOf(about);
  return html`
    ${isNeeded("entry") ? field(about, "entry", ENTRY) : nothing}
    ${isNeeded("note") ? field(about, "note", NOTE) : nothing}
    ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
    ${words.map((word) => html`<button type="button" @click=${() => say(about, word)}>${word.label}</button>`)}
  `;
}

const field = (about, name, label) => html`<label class="said">${label}
  <input maxlength="500" autocomplete="off" .value=${saidOf(about)[name]}
    @input=${({ target }) => keepSaid(about, { [name]: target.value, trouble: "" })}></label>`;

async function say(about, { path, body = {}, needs = [] }) {
  const typed = Object.fromEntries(needs.map((name) => [name, saidOf(about)[name].trim()]));
  if (typed.note === "") return keepSaid(about, { trouble: "Say first what you found: it stays in the record." });
  if (typed.entry === "") return keepSaid(about, { trouble: "Say first which entry it is, by its id in the provider's portal." });
  const response = await post(path, { ...typed, ...body }).catch(() => null);
  if (response?.ok) return redraw(() => state.said.delete(about));
  return keepSaid(about, { trouble: response?.body.detail ?? "The relay did not respond." });
}
