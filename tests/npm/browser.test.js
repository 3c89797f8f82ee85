// The packed package in Chromium: plain pages, workers, bundlers. Every row runs all golden steps in the page.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { chromium as browsers } from "playwright-core";
import esbuild from "esbuild";
import { build, createServer } from "vite";
import webpack from "webpack";
import { check, chromium, folder, missing } from "./installed.js";
import { serve } from "./site.js";

const executablePath = await chromium();
const skip = missing("chromium", executablePath);
let site, browser;

before(async () => {
  if (skip) return;
  site = await serve();
  browser = await browsers.launch({ executablePath, args: ["--no-sandbox"] });
});
after(() => Promise.all([browser?.close(), site?.close()]));

/** What the page at this address says. */
async function visit(address) {
  const page = await browser.newPage();
  const failure = new Promise((resolve) => page.on("pageerror", (error) => resolve({ error: String(error) })));
  const said = page.waitForEvent("console", { predicate: (message) => message.text().startsWith("{") });
  await page.goto(new URL(address, site.origin).href);
  const report = await Promise.race([said.then((message) => JSON.parse(message.text())), failure]);
  await page.close();
  return report;
}

const early = "RefundError: not_ready: await init() before the first call";

/** What must be made first, and the page's address. */
const PAGES = {
  "a plain page": { at: "/plain/plain.mjs.html" },
  "a wrong media type": { at: "/mistyped/plain.mjs.html" },
  "no media type": { at: "/untyped/plain.mjs.html" },
  "a policy with 'wasm-unsafe-eval'": { at: "/csp/plain.mjs.html" },
  "a web worker": { at: "/plain/in-worker.mjs.html" },
  "a web worker under the policy": { at: "/csp/in-worker.mjs.html" },
  "a service worker": { at: "/plain/in-service-worker.mjs.html" },
  "Vite, built": { make: viteBuild, at: "/plain/out/vite/bundled.html" },
  "Vite, development server": { make: viteServer },
  "webpack": { make: webpacked, at: "/plain/out/webpack/main.js.html" },
  "esbuild": { make: esbuilt, at: "/plain/out/esbuild/esbuild.js.html" },
};

for (const [name, { make, at }] of Object.entries(PAGES)) {
  test(name, { skip }, async (context) => {
    const made = await make?.(context);
    const report = await visit(at ?? made);
    assert.equal(report.error, undefined);
    check(report);
    assert.equal(report.early, early);
  });
}

test("Vite, built with the entry of one provider: its WebAssembly alone is loaded", { skip }, async () => {
  await build({ ...vite(), base: "./", build: { outDir: "out/vite-entry", rollupOptions: { input: join(folder, "entry.html") } } });
  const report = await visit("/plain/out/vite-entry/entry.html");
  assert.deepEqual(report, { early, printed: "1.50", url: "https://cpay.tranzzo.com/api/v1/refund" });
});

test("a policy without 'wasm-unsafe-eval' is why it does not load, and the error says so", { skip }, async () => {
  const { error } = await visit("/forbidding/plain.mjs.html");
  assert.match(error, /CompileError.*unsafe-eval/);
});

test("a failed load is told, and the next one works; two at once load once", { skip }, async () => {
  const report = await visit("/faltering/retry.mjs.html");
  assert.match(report.failed, /HTTP 503/);
  check(report);
  assert.equal(site.times.get("/faltering/node_modules/refundkit/dist/simulator/refundkit_bg.wasm"), 2);
});

/** The options that are the same in both. */
function vite() {
  return { root: folder, configFile: false, logLevel: "error", cacheDir: join(folder, "out/vite-cache") };
}

function viteBuild() {
  return build({ ...vite(), base: "./", build: { outDir: "out/vite", rollupOptions: { input: join(folder, "bundled.html") } } });
}

async function viteServer(context) {
  const server = await createServer({ ...vite(), server: { port: 0, host: "127.0.0.1" } });
  context.after(() => server.close());
  await server.listen();
  return new URL("/bundled.html", server.resolvedUrls.local[0]).href;
}

async function webpacked() {
  const compiler = webpack({ context: folder, entry: "./bundled.mjs", mode: "production", output: { path: join(folder, "out/webpack") } });
  const stats = await promisify(compiler.run.bind(compiler))();
  assert.ok(!stats.hasErrors(), stats.toString("errors-only"));
}

function esbuilt() {
  const options = { bundle: true, format: "esm", loader: { ".wasm": "file" } };
  return esbuild.build({ ...options, absWorkingDir: folder, entryPoints: ["esbuild.mjs"], outdir: "out/esbuild" });
}
