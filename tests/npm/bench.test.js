// The benchmark still runs: one round of it, whose times nobody looks at.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { folder } from "./installed.js";

test("every task of the benchmark runs", () => {
  const options = ["--expose-gc", join(import.meta.dirname, "bench.js"), join(folder, "golden.json"), "1"];
  const lines = execFileSync(process.execPath, options, { encoding: "utf8" }).trim().split("\n").map((line) => JSON.parse(line));
  const tasks = lines.filter((line) => line.task);
  assert.ok(tasks.length > 7 && tasks.every((line) => line.ours.length === 1 && line.byHand.length === 1));
  assert.equal(lines.length - tasks.length, 2);
});
