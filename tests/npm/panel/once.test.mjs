// One refund, whatever is pressed, sent, forged, reloaded or stopped.
import assert from "node:assert/strict";
import { test } from "node:test";
import { another, base, give, hooks, leave, money, openForm, page, restart, simulator, stop, verdict } from "./panel.mjs";
import { eventually } from "./environment.mjs";

test("two clicks, two tabs and a reload are one refund", async () => {
  await simulator.faults({ bank131: { refunds: ["slow"] } });
  await openForm("bank131/order-2");
  await page.fill("#amount", "20");
  await page
    .locator("#dialog button[type=submit]")
    .evaluate((button) => (button.click(), button.click(), button.click()));
  await verdict("Sending");
  await page.reload();
  await verdict("Given back");
  await page.getByRole("heading", { name: "20.00 RUB of order-2" }).waitFor();
  assert.deepEqual(await money("bank131/order-2"), { moved: 2000, arrivals: 1 });
});

test("the same key sent twice at once is one refund, and with another amount it is refused", async () => {
  await simulator.faults({ bank131: { refunds: ["slow"] } });
  const wish = {
    id: crypto.randomUUID(),
    provider: "bank131",
    paymentId: "00000000-0000-4000-8000-000000000004",
    amount: "7",
  };
  const send = (data) => page.request.post(`${base}/api/refunds`, { data });
  const responses = await Promise.all([send(wish), send(wish), send(wish)]);
  assert.deepEqual(
    responses.map((response) => response.status()),
    [202, 202, 202],
  );
  assert.equal((await send({ ...wish, amount: "8" })).status(), 409);
  assert.equal(
    (await send({ ...wish, id: crypto.randomUUID() })).status(),
    409,
    "an undecided refund of the same order",
  );
  await eventually(async () => assert.deepEqual(await money("bank131/order-4"), { moved: 700, arrivals: 1 }));
});

test("another site cannot make the browser refund", async () => {
  const data = JSON.stringify({
    id: crypto.randomUUID(),
    provider: "bank131",
    paymentId: "00000000-0000-4000-8000-000000000006",
    amount: "7",
  });
  const send = (headers) => page.request.post(`${base}/api/refunds`, { data, headers });
  assert.equal((await send({ "content-type": "text/plain" })).status(), 403);
  assert.equal((await send({ "content-type": "application/json", "sec-fetch-site": "cross-site" })).status(), 403);
  assert.equal((await send({ "content-type": "application/json", host: "panel.example" })).status(), 403);
  assert.deepEqual(await money("bank131/order-6"), { moved: 0, arrivals: 0 });
});

test("after a crash the relay goes on with what it stored", async () => {
  await simulator.faults({ tranzzo: { refunds: ["slow"] } });
  await openForm("tranzzo/order-6");
  await page.fill("#amount", "11");
  await give();
  await page.getByText("Sent", { exact: true }).waitFor();
  stop();
  await restart();
  await verdict("Given back", 20_000);
  assert.deepEqual(await money("tranzzo/order-6"), { moved: 1100, arrivals: 1 });
});

test("two relays that take the same refund up at once send it once", async () => {
  const wish = { id: crypto.randomUUID(), provider: "tranzzo", paymentId: "00000000-0000-4000-8000-000000000008", amount: "3" };
  stop();
  await leave(wish, "order-8");
  const [other] = await Promise.all([another(), restart()]);
  await eventually(async () => {
    const { refunds } = await (await page.request.get(`${other}/api/state`)).json();
    assert.equal(refunds.find(({ id }) => id === wish.id).stands.status, "succeeded");
  });
  assert.deepEqual(await money("tranzzo/order-8"), { moved: 300, arrivals: 1 });
});

test("webhooks: settled once, its copy dropped, a forged one refused", async () => {
  await simulator.faults({ tranzzo: { webhooks: ["duplicated", "forged"] } });
  const before = await counts();
  await openForm("tranzzo/order-3");
  await page.fill("#amount", "10");
  await give();
  await verdict("Given back");
  await page.getByText("The same webhook came again and was dropped").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await openForm("tranzzo/order-5");
  await page.fill("#amount", "10");
  await give();
  await verdict("Given back"); // by asking
  const after = await eventually(async () => {
    const now = await counts();
    assert.ok(now.forged > before.forged);
    return now;
  });
  assert.deepEqual(
    [after.settled - before.settled, after.repeated - before.repeated, after.forged - before.forged],
    [1, 1, 1],
  );
  await page.goto(`${base}#refunds`);
  await page.getByText(/\d+ forged and refused/).waitFor();
});

const counts = async () => (await (await page.request.get(`${base}/api/state`)).json()).webhooks;

test("a name that every object has is no provider, no refund and no payment", async () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    assert.equal((await fetch(`${hooks}/${name}`, { method: "POST", body: "{}" })).status, 404, name);
    const asked = await page.request.post(`${base}/api/refunds/${name}/ask`, { data: {} });
    assert.equal(asked.status(), 404, name);
    await simulator.google({ requestId: name, captureId: name, minorUnits: 100 });
  }
  await eventually(async () => {
    const { google } = await (await page.request.get(`${base}/api/state`)).json();
    assert.deepEqual(google.asks.map(({ captureId, became }) => `${captureId} ${became}`).sort(), [
      "__proto__ refused",
      "constructor refused",
      "toString refused",
    ]);
  });
});

test("an error shows nothing of where the relay is", async () => {
  const large = await fetch(`${hooks}/tranzzo`, { method: "POST", body: "x".repeat(2 ** 21) });
  const broken = await page.request.post(`${base}/api/refunds`, {
    data: "{",
    headers: { "content-type": "application/json" },
  });
  assert.deepEqual([large.status, broken.status()], [413, 400]);
  for (const text of [await large.text(), await broken.text()]) assert.doesNotMatch(text, /\.js|node_modules/);
});

test("when the relay is gone the page says so, and pressing again is the same refund", async () => {
  await openForm("sberbank_legacy/order-6");
  await page.fill("#amount", "5");
  stop();
  await give();
  await page.getByText("Press again: it will be the same refund").waitFor();
  await page.getByText("Not connected, trying again").waitFor();
  await restart();
  await give();
  await verdict("Given back");
  assert.deepEqual(await money("sberbank_legacy/order-6"), { moved: 500, arrivals: 1 });
});
