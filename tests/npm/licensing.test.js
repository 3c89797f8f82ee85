// What the package says of the code of others that is compiled into it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packed } from "./installed.js";

const read = (name) => readFileSync(join(packed, name), "utf8");

test("the package carries a bill of materials, and a licence text for everything that others wrote", () => {
  const bill = JSON.parse(read("sbom.cdx.json"));
  assert.equal(bill.metadata.component.name, "refundkit-wasm");
  assert.equal(bill.metadata.component.version, JSON.parse(read("package.json")).version);
  const foreign = bill.components.filter(({ hashes }) => hashes).map(({ name, version }) => `${name} ${version} (`);
  const lines = read("THIRD-PARTY-LICENSES").split("\n");
  assert.ok(foreign.some((name) => name.startsWith("rsa ")));
  assert.deepEqual(foreign.filter((name) => !lines.some((line) => line.startsWith(name))), []);
});
