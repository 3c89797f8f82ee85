// What became of refunds over time: a table, which charts.css draws as columns.
import { html } from "/lit-html/lit-html.js";
import { GROUPS, phaseOf } from "./state.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY];
const COLUMNS = 12;
/** A number does not fit into less of the height. */
const LOWEST = 0.15;

/** The refunds by when they were asked for, in twelve columns up to now. */
export function chart(refunds) {
  const columns = columnsOf(refunds.map(asked).filter(({ at }) => at), Date.now());
  const most = Math.max(1, ...columns.map(({ total }) => total));
  return html`
    <figure class="chart">
      <table class="charts-css column multiple stacked show-heading show-labels show-primary-axis data-spacing-4">
        <caption>Refunds by when they were asked for, and how they stand now</caption>
        <thead><tr><th scope="col">From</th>
          ${Object.values(GROUPS).map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead>
        <tbody>${columns.map((column) => row(column, most))}</tbody>
      </table>
      <ul class="legend" aria-hidden="true">
        ${Object.values(GROUPS).map(({ label, tone }) => html`<li><i class=${tone}></i>${label}</li>`)}
      </ul>
    </figure>
  `;
}

/** When it was asked for; a line of a batch that never became a refund has no time. */
const asked = (refund) => ({ at: refund.trail[0]?.at, group: phaseOf(refund).group });

const row = ({ label, counts }, most) => html`<tr><th scope="row">${label}</th>
  ${Object.entries(GROUPS).map(([group, { tone }]) => cell(counts[group] ?? 0, tone, most))}</tr>`;

/** The policy of the page forbids a style in an attribute. */
const cell = (count, tone, most) => html`<td class=${tone} .style=${`--size: ${count / most}`}>
  <span class="data ${count / most < LOWEST ? "unseen" : ""}">${count}</span></td>`;

function columnsOf(refunds, now) {
  const first = Math.min(now, ...refunds.map(({ at }) => at));
  const width = STEPS.find((step) => first >= startOf(now, step, COLUMNS - 1)) ?? STEPS.at(-1);
  return Array.from({ length: COLUMNS }, (_, index) => {
    const before = COLUMNS - 1 - index;
    return column(refunds, startOf(now, width, before), startOf(now, width, before - 1), width);
  });
}

/** When the column of a time begins, or one of those before it. A day begins at midnight here, and may have 23 or 25 hours. */
function startOf(at, width, before) {
  if (width < DAY) return at - (at % width) - before * width;
  const [when, days] = [new Date(at), width / DAY];
  const today = Date.UTC(when.getFullYear(), when.getMonth(), when.getDate()) / DAY;
  return new Date(when.getFullYear(), when.getMonth(), when.getDate() - (today % days) - before * days).getTime();
}

function column(refunds, from, until, width) {
  const counts = {};
  const within = refunds.filter(({ at }) => at >= from && at < until);
  for (const { group } of within) counts[group] = (counts[group] ?? 0) + 1;
  return { label: labelOf(from, width), counts, total: within.length };
}

function labelOf(from, width) {
  const when = new Date(from);
  if (width < DAY) return when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return when.toLocaleDateString([], { day: "numeric", month: "short" });
}
