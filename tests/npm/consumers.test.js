// Every golden step through the packed package, byte for byte, in everything that runs JavaScript: one row for each consumer.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import esbuild from "esbuild";
import { check, folder, packed, tool } from "./installed.js";

const COMMANDS = {
  "Node, ES module": [process.execPath, "main.mjs"],
  "Node, CommonJS, one instance for both": [process.execPath, "main.cjs"],
  "Deno": [tool("deno"), "run", "--quiet", "--allow-read", "main.mjs"],
  "Bun": [tool("bun"), "main.mjs"],
};

for (const [name, [program, ...words]] of Object.entries(COMMANDS)) {
  test(name, async () => {
    const { stdout } = await promisify(execFile)(program, words, { cwd: folder });
    check(JSON.parse(stdout));
  });
}

test("workerd", async (context) => {
  const outdir = join(folder, "out/workerd");
  const options = { bundle: true, format: "esm", conditions: ["workerd"], external: ["*.wasm"], logLevel: "error" };
  await esbuild.build({ ...options, absWorkingDir: folder, entryPoints: ["edge.mjs"], outdir });
  copyFileSync(join(packed, "dist/simulator/refundkit_bg.wasm"), join(outdir, "refundkit_bg.wasm"));
  const server = spawn(tool("workerd"), ["serve", "edge.capnp", "--control-fd=3"], { cwd: folder, stdio: ["ignore", "inherit", "inherit", "pipe"] });
  context.after(() => server.kill());
  const [line] = await once(server.stdio[3], "data");
  const answered = await fetch(`http://127.0.0.1:${JSON.parse(line).port}`, { method: "POST", body: readFileSync(join(folder, "golden.json")) });
  check(await answered.json());
});
