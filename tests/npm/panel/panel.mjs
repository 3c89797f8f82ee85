// The admin panel in a real browser, against the simulator, as a person uses it. Whoever imports this has both, and a fresh
// page for each test.
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, beforeEach } from "node:test";
import { chromium } from "playwright-core";
import { connect } from "../../../examples/admin-panel/connections.js";
import { openStore } from "../../../examples/admin-panel/store.js";
import { clockOf } from "../../../examples/admin-panel/clock.js";
import { openedForTheSimulatorAlone } from "../../../examples/admin-panel/google.js";
import { start } from "../../../examples/admin-panel/server.js";
import { emptyDatabase, freePort, root, simulate } from "./environment.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PACE = 20; // half a minute is one and a half seconds
const SHOTS = process.env.SHOTS;

let relay, browser, settings;
const others = [];
export let simulator, database, page, base;
/** What the panel has installed. */
export const installed = createRequire(`${root}/examples/admin-panel/package.json`);
/** Where the providers reach the panel. */
export let hooks;
/** What the page complained of. */
export let loud = [];

before(async () => {
  const webhookPort = await freePort();
  [simulator, database] = await Promise.all([simulate(webhookPort), emptyDatabase()]);
  settings = {
    simulator: simulator.base,
    database: database.address,
    port: await freePort(),
    webhookPort,
    openEnvelope: openedForTheSimulatorAlone,
    clock: clockOf(PACE),
  };
  await restart();
  base = `http://127.0.0.1:${settings.port}`;
  hooks = `http://127.0.0.1:${webhookPort}`;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  await Promise.all([stop(), ...others.map((other) => other.close())]);
  simulator?.close();
  database?.close();
});

beforeEach(async () => {
  await reopen({ viewport: { width: 1180, height: 820 } });
  loud = [];
});

/** The panel's own server. */
export const stop = () => relay?.close();
export const restart = async () => {
  relay = await start(settings);
};

/** What a relay leaves that died after it took a wish of Tranzzo on, and before it did anything about it. */
export async function leave(wish, orderId) {
  const key = connect(simulator.base).tranzzo.ledgerKey({ account: "admin-panel" }, { orderId });
  const store = await openStore(settings.database);
  await store.addWish(wish, key, Date.now());
  await store.close();
}

/** The address of a second relay on the same store. */
export async function another() {
  const port = await freePort();
  others.push(await start({ ...settings, port, webhookPort: await freePort() }));
  return `http://127.0.0.1:${port}`;
}

export async function reopen(options) {
  await page?.context().close();
  page = await (await browser.newContext({ reducedMotion: "reduce", ...options })).newPage();
  page.setDefaultTimeout(120_000); // a browser beside compilers may take a minute to load a page
  page.on("pageerror", (error) => loud.push(error.message));
  page.on("console", (message) => message.type() === "error" && loud.push(message.text()));
  await page.goto(base);
  await page.waitForSelector(".row");
}

export const row = (order) => page.locator(`[data-order="${order}"]`);
export const button = (order) => row(order).getByRole("button", { name: "Refund" });
export const openForm = (order) => button(order).click();
export const give = () => page.locator("#dialog button[type=submit]").click();
export const verdict = (label, timeout = 12_000) =>
  page.locator("#dialog .verdict", { hasText: label }).waitFor({ timeout });

/** What the simulator has given back of an order, and how many requests came. */
export const money = async (order) => {
  const { moved, arrivals } = await simulator.order(...order.split("/"));
  return { moved, arrivals };
};

export const shot = async (name) =>
  SHOTS && (await mkdir(SHOTS, { recursive: true }), await page.screenshot({ path: `${SHOTS}/${name}.png` }));
