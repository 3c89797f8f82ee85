// Google's port, which everybody can reach.
import assert from "node:assert/strict";
import { test } from "node:test";
import { start } from "../../../examples/admin-panel/server.js";
import { openStore } from "../../../examples/admin-panel/store.js";
import { eventually, folder, freePort, simulate } from "./environment.mjs";

test("nobody is paid whose request nobody opened, and strangers fill no table", async () => {
  const [port, webhookPort, database] = [await freePort(), await freePort(), `${await folder()}/refunds.db`];
  const simulator = await simulate(webhookPort);
  const relay = await start({ simulator: simulator.base, database, port, webhookPort });
  const store = await openStore(database);
  try {
    await simulator.google({ requestId: "g-1", captureId: "capture-1", minorUnits: 3000 });
    for (const body of ["{}", "not JSON"]) {
      const response = await fetch(`http://127.0.0.1:${webhookPort}/google/v1/refund`, { method: "POST", body });
      assert.equal(response.status, 403);
    }
    await eventually(async () => assert.deepEqual(await store.payouts(), []));
    assert.deepEqual(await store.trail("google", 0), []);
    const { google } = await (await fetch(`http://127.0.0.1:${port}/api/state`)).json();
    assert.ok(google.unopened >= 2);
    assert.ok(google.captures.every(({ left }) => left === "100.00 USD"));
  } finally {
    await relay.close();
    await store.close();
    simulator.close();
  }
});

test("what Google asked for is read in part, however much it was", async () => {
  const store = await openStore(`${await folder()}/refunds.db`);
  const facts = (number) => ({ requestId: `g-${number}`, captureId: "capture-1", amount: null, became: "refused", why: "" });
  for (let number = 0; number < 130; number += 1) await store.note("google", number, facts(number));
  const last = await store.lastOfTrail("google", 100);
  assert.deepEqual([last.length, last[0].requestId, last.at(-1).requestId], [100, "g-30", "g-129"]);
  await store.close();
});
