// The panel behind a login: the names that it is reached by, and who it is.
import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { start } from "../../../examples/admin-panel/server.js";
import { folder, freePort, simulate } from "./environment.mjs";

/** `fetch` sets the host by itself. */
const call = (port, path, headers, body) =>
  new Promise((done, failed) => {
    const options = { port, path, method: body ? "POST" : "GET", headers: { "content-type": "application/json", ...headers } };
    const sent = request(options, async (response) => done({ status: response.statusCode, text: Buffer.concat(await response.toArray()).toString() }));
    sent.once("error", failed).end(body && JSON.stringify(body));
  });

test("behind a login it answers to its own name, and writes down who it was", async () => {
  const [port, webhookPort, database] = [await freePort(), await freePort(), `${await folder()}/refunds.db`];
  const simulator = await simulate(webhookPort);
  const relay = await start({ simulator: simulator.base, database, port, webhookPort, hosts: ["refunds.example"], personHeader: "x-user" });
  try {
    const anna = { host: "refunds.example", "x-user": "anna" };
    assert.equal((await call(port, "/api/state", anna)).status, 200);
    assert.equal((await call(port, "/api/state", { ...anna, host: "localhost" })).status, 403);
    assert.equal((await call(port, "/api/state", { host: "refunds.example" })).status, 403, "somebody came around the login");
    const wish = { id: crypto.randomUUID(), provider: "tranzzo", paymentId: "00000000-0000-4000-8000-000000000000", amount: "1" };
    await simulator.faults({ tranzzo: { refunds: ["slow"] } });
    assert.equal((await call(port, "/api/refunds", anna, wish)).status, 202);
    assert.equal((await call(port, `/api/refunds/${wish.id}/ask`, anna, { by: "somebody else" })).status, 204);
    assert.match((await call(port, "/api/state", anna)).text, /Asked again by anna/);
  } finally {
    await relay.close();
    simulator.close();
  }
});
