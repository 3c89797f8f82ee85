// Every field that a provider's document lists, read from what the classes return at the path that its row in `tests/fields` names.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { called, steps } from "./steps.js";

const tests = fileURLToPath(new URL("..", import.meta.url));
const STEPS = JSON.parse(readFileSync(`${tests}fixtures/steps.json`, "utf8"));
const providers = readdirSync(`${tests}fixtures`).filter((name) => readdirSync(`${tests}fields`).includes(`${name}.tsv`));

/** The rows whose path is in a document that an operation returns. */
function* rows() {
  for (const provider of providers) {
    for (const line of readFileSync(`${tests}fields/${provider}.tsv`, "utf8").trim().split("\n").slice(1)) {
      const [message, field, , place] = line.split("\t");
      const [file, path] = place.split(" ");
      const row = STEPS.find(({ expect }) => expect === file);
      if (row) yield { name: `${provider}/${message.split("/")[0]}: ${row.operation} -> ${file}`, field, path, member: row.member };
    }
  }
}

/** `payments[0].id`; a text on the way is JSON. */
const at = (value, path) => path.match(/[^.[\]]+/g).reduce((inner, part) => (typeof inner === "string" ? JSON.parse(inner) : inner)?.[part], value);

const returned = new Map();
function read(name) {
  if (!returned.has(name)) returned.set(name, called(steps.get(name)));
  return returned.get(name);
}

const all = [...rows()];

test("every field is at its path", () => {
  for (const { name, field, path, member } of all) {
    const part = (value) => at(member ? value[member] : value, path);
    const expected = part(JSON.parse(steps.get(name).response).ok);
    assert.notEqual(expected, undefined, `${name}: ${field}`);
    assert.equal(String(part(read(name))), String(expected), `${name}: ${field}`);
  }
});

test("every table was read", () => assert.ok(all.length > 600, `${all.length}`));
