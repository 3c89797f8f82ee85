// The package as `install.js` left it, and the tools around it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const folder = fileURLToPath(new URL("../../target/npm/installed", import.meta.url));
export const packed = join(folder, "node_modules/refundkit");
export const tool = (name) => fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url));

/** The whole of the package through its own `exports`, as a program in that folder gets it. */
export const load = async () => (await import(pathToFileURL(join(folder, "entry.mjs")).href)).refundkit;

/** Every step of every fixture: name, document, response. */
export const golden = () => JSON.parse(readFileSync(join(folder, "golden.json"), "utf8"));

/** Documents have bytes in Base64. */
const binary = (name, value) => (name === "signature" && typeof value === "string" ? Buffer.from(value, "base64") : value);

/** Every call of every story of the ledger, with what opens it. */
export const stories = () => JSON.parse(readFileSync(join(folder, "stories.json"), "utf8"), binary);

/** For `skip`: a missing tool fails where `CI` is set. */
export function missing(what, found) {
  if (!found && process.env.CI) throw new Error(`missing: ${what}`);
  return found ? false : `missing: ${what}`;
}

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** `CHROMIUM`, the system's, or the one that playwright-core installed; undefined where there is none. */
export async function chromium() {
  const { chromium } = await import("playwright-core");
  return [process.env.CHROMIUM, ...CHROMIUM, chromium.executablePath()].find((path) => path && existsSync(path));
}

/** What `consumers/report.mjs` must have found. */
export function check(report, steps = golden().length) {
  assert.deepEqual(report.wrong, []);
  assert.equal(report.steps, steps);
  assert.equal(report.printed, "10.50");
  assert.match(report.key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(report.refused, "RefundError: invalid_field: text: is not a whole number up to 2^53 - 1: `money` makes an amount of a decimal");
}
