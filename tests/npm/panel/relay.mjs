// Relays as processes of their own, on the database of the test. Whoever imports this has a simulator and an empty database.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { after, afterEach, before } from "node:test";
import { start } from "../../../examples/admin-panel/server.js";
import { emptyDatabase, freePort, root, simulate } from "./environment.mjs";

const folder = `${root}/examples/admin-panel`;
const PACE = 20; // half a minute is one and a half seconds

/** What the panel has installed. */
export const installed = createRequire(`${folder}/package.json`);

export let simulator, database;
const relays = [];

before(async () => {
  [simulator, database] = await Promise.all([simulate(await freePort()), emptyDatabase()]);
});

afterEach(() => Promise.all(relays.splice(0).map(({ kill }) => kill())));

after(() => {
  simulator.close();
  database.close();
});

/** A relay on the database of all, as a process with these arguments. */
export async function relay(...words) {
  const [port, webhooks] = [await freePort(), await freePort()];
  const env = { PORT: port, WEBHOOKS: webhooks, SIMULATOR: simulator.base, DATABASE_URL: database.address, PACE };
  const options = { cwd: folder, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] };
  const child = spawn(process.execPath, ["server.js", ...words], options);
  const started = reached(port, (signal = "SIGKILL") => child.kill(signal));
  await once(child.stdout, "data");
  return started;
}

/** One in this process: several can share a clock. */
export async function relayWith(clock) {
  const [port, webhookPort] = [await freePort(), await freePort()];
  const { close } = await start({ simulator: simulator.base, database: database.address, port, webhookPort, clock });
  return reached(port, close);
}

function reached(port, kill) {
  const base = `http://127.0.0.1:${port}`;
  const started = {
    kill,
    refund: (wish) => post(`${base}/api/refunds`, wish),
    state: () => get(`${base}/api/state`),
    listen: () => listen(`${base}/api/events`),
  };
  relays.push(started);
  return started;
}

const JSON_BODY = { method: "POST", headers: { "content-type": "application/json" } };
const post = (url, data) => fetch(url, { ...JSON_BODY, body: JSON.stringify(data) });
const get = async (url) => (await fetch(url)).json();

/** What a page hears. */
function listen(url) {
  const page = { heard: "" };
  const read = async () => {
    for await (const part of (await fetch(url)).body) page.heard += Buffer.from(part).toString();
  };
  read().catch(() => {}); // until the relay is killed
  return page;
}

export const wishOf = (provider, index, amount) => ({
  id: crypto.randomUUID(),
  provider,
  paymentId: `00000000-0000-4000-8000-00000000000${index}`,
  amount,
});

/** How a refund stands, as a relay shows it. */
export const standing = async (relay, { id }) => (await relay.state()).refunds.find((refund) => refund.id === id);

/** Which of the relays is waiting for the response. */
export async function sender(relays, wish) {
  const standings = await Promise.all(relays.map((each) => standing(each, wish)));
  const index = standings.findIndex(({ sending }) => sending);
  assert.notEqual(index, -1);
  return index;
}

/** When something of a refund happened, by what a person reads. */
export async function happened(relay, wish, words) {
  const { trail } = await standing(relay, wish);
  const step = trail.find(({ what }) => words.test(what));
  assert.ok(step, JSON.stringify(trail));
  return step.at;
}

export async function succeeded(relay, wish) {
  const { stands } = await standing(relay, wish);
  assert.equal(stands.status, "succeeded");
}

export const money = async (provider, order) => {
  const { moved, arrivals } = await simulator.order(provider, order);
  return { moved, arrivals };
};
