// What orders and refunds are found by: the same words and the same provider in both views.
import { html } from "/lit-html/lit-html.js";
import { providers } from "./providers.js";
import { redraw } from "./redraw.js";
import { state } from "./state.js";

/** `placeholder` says what is searched; `told` stands beside the fields. */
export const finder = (placeholder, told) => html`
  <form class="tools" role="search" @submit=${(event) => event.preventDefault()}>
    <label>Find <input type="search" .value=${state.search} placeholder=${placeholder}
      @input=${(event) => redraw(() => (state.search = event.target.value))}></label>
    <label>Provider <select @change=${(event) => redraw(() => (state.provider = event.target.value))}>
      <option value="">All providers</option>
      ${Object.entries(providers).map(option)}
    </select></label>
    ${told}
  </form>
`;

const option = ([name, { title }]) =>
  html`<option value=${name} ?selected=${name === state.provider}>${title}</option>`;

/** Takes the words and the provider back. */
export const showAll = html`<button type="button" class="plain"
  @click=${() => redraw(() => Object.assign(state, { search: "", provider: "" }))}>Show all</button>`;

/** Whether something of this provider has each of the words in one of its texts. */
export function isFound(provider, texts) {
  const text = texts.filter(Boolean).join("\n").toLowerCase();
  const words = state.search.toLowerCase().split(/\s+/);
  return (!state.provider || provider === state.provider) && words.every((word) => text.includes(word));
}
