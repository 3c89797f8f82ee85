// What a person says at one relay while another one goes on, what comes back twice, and who said it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../../examples/admin-panel/connections.js";
import { refundService } from "../../../examples/admin-panel/refunds.js";
import { openStore } from "../../../examples/admin-panel/store.js";
import { clockOf } from "../../../examples/admin-panel/clock.js";
import { ordersOf } from "../../../examples/admin-panel/shop.js";
import { database, money, simulator, wishOf } from "./relay.mjs";

const nobody = () => {};

const serviceOn = async (store) => {
  const orders = await ordersOf(simulator.base);
  const told = { changed: nobody, paymentChanged: nobody };
  return refundService({ connections: connect(simulator.base), store, orders, clock: clockOf(), ...told });
};

/** Two relays' refunds on one database, without their workers. */
async function two() {
  const stores = await Promise.all([1, 2].map(() => openStore(database.address)));
  const services = await Promise.all(stores.map(serviceOn));
  return { stores, services, close: () => Promise.all(stores.map((store) => store.close())) };
}

const standing = async (service, { id }) => (await service.all()).find((refund) => refund.id === id);

test("a refund that was sent meanwhile is not said to be cancelled", async () => {
  const { stores, services: [one, other], close } = await two();
  const wish = wishOf("tranzzo", 0, "5");
  await one.begin(wish);
  // A relay has opened the ledger; before it stores the cancelling, another one sends.
  let sent;
  const late = await serviceOn({
    ...stores[0],
    async write(step) {
      sent ??= (async () => { for (const key of await other.due()) await other.work(key); })();
      await sent;
      return stores[0].write(step);
    },
  });
  await assert.rejects(late.cancel(wish.id, {}, "anna"), /sent before/);
  const { stands, trail } = await standing(other, wish);
  assert.equal(stands.status, "succeeded");
  assert.ok(!trail.some(({ what }) => /Cancelled/.test(what)), JSON.stringify(trail));
  assert.deepEqual(await money("tranzzo", "order-0"), { moved: 500, arrivals: 1 });
  await close();
});

test("the trail has who cancelled, and what was cancelled is not sent", async () => {
  const { services: [one, other], close } = await two();
  const wish = wishOf("tranzzo", 2, "5");
  await one.begin(wish);
  await one.cancel(wish.id, {}, "anna");
  for (const key of await other.due()) await other.work(key);
  const { stands, trail } = await standing(other, wish);
  assert.equal(stands.reason, "cancelled");
  assert.ok(trail.some(({ what }) => what === "Cancelled by anna"), JSON.stringify(trail));
  assert.deepEqual(await money("tranzzo", "order-2"), { moved: 0, arrivals: 0 });
  await close();
});

test("goods come back once", async () => {
  const { services: [one], close } = await two();
  const goods = (pieces) => [{ position: 1, pieces }];
  const wish = (index, pieces, amount) => ({ ...wishOf("sberbank_legacy", index, amount), goods: goods(pieces) });
  const run = async () => { for (const key of await one.due()) await one.work(key); };
  await one.begin(wish(4, 2, "25"));
  await run();
  await assert.rejects(one.begin(wish(4, 1, "12.50")), /came back already|not bought/);
  const twice = { ...wish(6, 2, "50"), goods: [...goods(2), ...goods(2)] };
  await assert.rejects(one.begin(twice), /once|not bought/);
  for (const pieces of [-1, 0, 0.5]) await assert.rejects(one.begin(wish(6, pieces, "12.50")), /not bought/);
  const cancelled = wish(8, 2, "25");
  await one.begin(cancelled);
  await one.cancel(cancelled.id, {}, "anna");
  await one.begin(wish(8, 2, "25"));
  await close();
});
