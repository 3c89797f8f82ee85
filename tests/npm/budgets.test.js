// Sizes and memory against `budgets.json`. `CALLS=1000000 node --test budgets.test.js` for the long run.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { packed } from "./installed.js";

/** The instance's memory, caught while the package loads: it shows it to nobody. */
let memory;
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...all) {
    super(...all);
    memory = this.exports.memory;
  }
};
const { calls, refundkit: { isRefundError } } = await import("./calls.js");

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const budgets = JSON.parse(read("budgets.json"));

function within(name, found) {
  const { limit, goal } = budgets[name];
  console.log(`${name}: ${found}, limit ${limit}, goal ${goal}`);
  assert.ok(found <= limit, `${name} is ${found}, the limit is ${limit}`);
}

test("the installed package", () => {
  const files = readdirSync(packed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  within("packageBytes", files.reduce((sum, { path, name }) => sum + statSync(join(path, name)).size, 0));
  assert.equal(JSON.parse(readFileSync(join(packed, "package.json"))).dependencies, undefined);
});

test("the WebAssembly of the whole, compressed", () => within("wasmGzipBytes", gzipSync(readFileSync(join(packed, "dist/simulator/refundkit_bg.wasm")), { level: 9 }).length));

test("the prelude", () => within("preludeLines", read("../../bindings-wasm/js/prelude.js").trimEnd().split("\n").length));

const gc = () => {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
};

const failing = ({ call, good }) => {
  try {
    call(...good.map(() => ({ misspelt: [1, { two: "3" }] })));
  } catch (error) {
    if (!isRefundError(error)) throw error;
  }
};

/** Every export in turn, one in five with wrong arguments; what takes long (RSA), in one round of a hundred. */
async function round(all, number) {
  for (const call of all) {
    if (number % 5 === 4) failing(call);
    else if (!call.slow || number % 100 === 0) call.call(...call.good);
  }
  await setImmediate();
}

const slow = ({ call, good }) => {
  const start = performance.now();
  call(...good);
  return performance.now() - start > 0.3;
};

/** Without the room that V8 keeps for young objects, which it doubles at a moment of its own: 16 MB that hold nothing. */
function resident() {
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return rss - heapTotal + heapUsed;
}

/** What both memories grow by until the last of five parts of the run; the second one since the first or the second part, for what is compiled late. */
async function growth(rounds, step) {
  const found = [];
  for (let part = 0; part < 5; part += 1) {
    for (let number = 0; number < rounds / 5; number += 1) await step(number);
    gc();
    await setImmediate();
    found.push({ wasm: memory.buffer.byteLength, resident: resident() });
  }
  const since = (part) => found[4].resident - found[part].resident;
  return { wasm: found[4].wasm - found[0].wasm, resident: Math.min(since(0), since(1)) };
}

const total = Number(process.env.CALLS ?? 100_000);

test("memory stays flat, whatever succeeds and whatever is refused", async () => {
  const all = calls().filter(({ name }) => !name.endsWith(".new")).map((call) => ({ ...call, slow: slow(call) && slow(call) && slow(call) }));
  const { wasm, resident } = await growth(total / all.length, (number) => round(all, number));
  within("wasmGrowthBytes", wasm);
  within("residentGrowthBytes", resident);
});

test("provider objects that nobody holds give their memory back", async () => {
  const makes = calls().filter(({ name }) => name.endsWith(".new"));
  const { wasm } = await growth(total / 10 / makes.length, async (number) => {
    await round(makes, number);
    if (number % 20 === 0) gc();
  });
  within("wasmGrowthBytes", wasm);
});
