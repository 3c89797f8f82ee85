// The entries for merchants, of all providers and of one: a part of the whole, each with a WebAssembly of its own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { calls, classes, refundkit } from "./calls.js";
import { folder, packed, stories } from "./installed.js";
import { Player } from "./player.js";

const { exports } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8"));
const names = Object.keys(exports).flatMap((path) => /^\.(?:\/(\w+))?$/.exec(path)?.[1] ?? (path === "." ? "" : [])).filter((name) => name !== "simulator");
const budgets = JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8"));
const required = createRequire(join(folder, "main.cjs"));
const wasm = (name) => readFileSync(join(packed, "dist", name, "refundkit_bg.wasm"));

test("every merchant's side is in the entry of all", () => {
  const merchants = classes().filter(({ name }) => !/Server$|Caller$/.test(name));
  const all = required("refundkit");
  for (const { name } of merchants) assert.ok(name in all, `${name}: the feature merchants of bindings-wasm/Cargo.toml`);
});

test("there are entries", () => assert.ok(["", "tranzzo"].every((name) => names.includes(name)), names));

for (const name of names) {
  const from = join("refundkit", name);
  const entry = await import(pathToFileURL(join(packed, "dist", name, "node.mjs")).href);
  const own = classes().filter(({ name: Class }) => Class in entry);

  test(`${from}: a part of the whole, without the providers' own sides and documents`, () => {
    for (const exported of Object.keys(entry)) assert.ok(exported in refundkit, exported);
    assert.ok(own.length > 0 && own.every(({ name: Class }) => !/Server$|Caller$/.test(Class)), own);
    assert.ok(!("dispatch" in entry) && "runLedger" in entry && "money" in entry);
  });

  test(`${from}: required and imported it is one instance`, () => {
    const other = required(from);
    for (const [exported, value] of Object.entries(entry)) assert.equal(other[exported], value, exported);
  });

  test(`${from}: compressed it fits`, () => {
    const found = gzipSync(wasm(name), { level: 9 }).length;
    const { limit, goal } = budgets[name ? "entryGzipBytes" : "merchantsGzipBytes"];
    console.log(`${from}: ${found}, limit ${limit}, goal ${goal}`);
    assert.ok(found <= limit, `${found}`);
  });

  test(`${from}: it builds and reads as the whole does`, () => {
    const pure = calls().filter(({ name: call }) => own.some(({ name: Class }) => call.startsWith(`${Class}.`)) && !/\.(new|ledger|prepare.*|finish)$/.test(call));
    for (const { name: call, good, Class, credentials, config } of pure) {
      const [owner, member] = call.split(".");
      const object = Class ? new entry[owner](credentials, config) : entry[owner];
      const whole = Class ? new Class(credentials, config) : refundkit[owner];
      assert.deepEqual({ ...object[member](...good) }, { ...whole[member](...good) }, call);
    }
    assert.ok(pure.length >= 6, pure);
  });

  for (const story of stories().filter(({ provider }) => own.some((row) => row.provider === provider))) {
    test(`${from}: story ${story.name}`, () => {
      new Player(story, entry[own.find(({ provider }) => provider === story.provider).name]).compareAll();
    });
  }

  test(`${from}: beside the whole, each knows the other's values and errors`, () => {
    const stored = refundkit.outcomeToStored({ status: "unknown", nextAction: "query_status", problem: "lost" });
    assert.equal(refundkit.format(entry.money("1.5", "RUB")), "1.50");
    assert.equal(entry.outcomeFromStored(stored).problem, "lost");
    for (const [here, there] of [[entry, refundkit], [refundkit, entry]]) {
      assert.throws(() => here.money("", "RUB"), (error) => there.isRefundError(error) && error instanceof there.RefundError && !(error instanceof class extends there.RefundError {}));
    }
  });

  test(`${from}: in a browser it says that it is not loaded, and loads`, async () => {
    const copy = await import(`${pathToFileURL(join(packed, "dist", name, "browser.js"))}?fresh`);
    assert.throws(() => copy.money("1.5", "RUB"), { code: "not_ready" });
    await copy.init(wasm(name));
    assert.equal(copy.format(copy.money("1.5", "RUB")), "1.50");
  });
}
