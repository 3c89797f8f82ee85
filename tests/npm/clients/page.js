// The part of docs/http-clients.md that a test writes, and holds.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

const page = new URL("../../../docs/http-clients.md", import.meta.url);

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(["", ...head]), line(["", ...head].map(() => "---")), ...rows.map(line)].join("\n");
}

/** Compares what stands between the two marks of a part, or writes it where `WRITE_FIXTURES` is set. */
export function holdPage(name, text) {
  const whole = readFileSync(page, "utf8");
  const [before, rest] = whole.split(`<!-- ${name}: written by the tests -->\n`);
  const [found, after] = rest.split(`<!-- end of ${name} -->`);
  if (!process.env.WRITE_FIXTURES) return assert.equal(found, `\n${text}\n\n`);
  writeFileSync(page, `${before}<!-- ${name}: written by the tests -->\n\n${text}\n\n<!-- end of ${name} -->${after}`);
}
