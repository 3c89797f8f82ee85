// Several relays at once on one database, and one that is killed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bankOf } from "../../../examples/admin-panel/bank.js";
import { connect } from "../../../examples/admin-panel/connections.js";
import { clockOf } from "../../../examples/admin-panel/clock.js";
import { googleDesk, openedForTheSimulatorAlone as openEnvelope } from "../../../examples/admin-panel/google.js";
import { openStore } from "../../../examples/admin-panel/store.js";
import { askOf } from "./asks.mjs";
import { eventually } from "./environment.mjs";
import { database, happened, installed, money, relay, relayWith, sender, simulator, standing, succeeded, wishOf } from "./relay.mjs";

const { checkStore } = installed("refundkit");

test("the table keeps the rules", async () => {
  const { load, write, close } = await openStore(database.address);
  await checkStore({ load, store: write });
  await close();
});

test("when a relay is killed while it sends, the other one finds out", async () => {
  const both = await Promise.all([relay(), relay()]);
  await simulator.faults({ tranzzo: { refunds: ["slow"] } });
  const wish = wishOf("tranzzo", 0, "7.50");
  assert.equal((await both[0].refund(wish)).status, 202);
  const sends = await eventually(() => sender(both, wish));
  await eventually(async () => assert.deepEqual(await money("tranzzo", "order-0"), { moved: 750, arrivals: 1 }));
  both[sends].kill();
  await eventually(() => succeeded(both[1 - sends], wish), 20_000);
  assert.deepEqual(await money("tranzzo", "order-0"), { moved: 750, arrivals: 1 });
});

test("what a relay took on and left before the ledger had it, another one that lives takes up", async () => {
  const lives = await relay();
  const first = wishOf("tranzzo", 6, "2");
  await lives.refund(first);
  await eventually(() => succeeded(lives, first), 20_000);
  const left = [wishOf("tranzzo", 6, "3"), wishOf("tranzzo", 8, "4")]; // one to a row that has ended, one without a row
  const store = await openStore(database.address);
  const { tranzzo } = connect(simulator.base);
  for (const [index, wish] of left.entries())
    await store.addWish(wish, tranzzo.ledgerKey({ account: "admin-panel" }, { orderId: ["order-6", "order-8"][index] }), Date.now());
  await store.close();
  for (const wish of left) await eventually(() => succeeded(lives, wish), 30_000);
  assert.deepEqual(await money("tranzzo", "order-6"), { moved: 500, arrivals: 2 });
  assert.deepEqual(await money("tranzzo", "order-8"), { moved: 400, arrivals: 1 });
});

test("refused credentials are tried again when a relay is started with new ones, and not by every start", async () => {
  const first = await relay();
  await simulator.faults({ bank131: { refunds: ["credentials_refused"] } });
  const wish = wishOf("bank131", 8, "6");
  await first.refund(wish);
  const waits = async (one) => assert.equal((await standing(one, wish)).stands.reason, "credentials_refused");
  await eventually(() => waits(first), 20_000);
  first.kill();
  const second = await relay();
  const other = wishOf("bank131", 6, "1");
  await second.refund(other);
  await eventually(() => succeeded(second, other), 20_000);
  await waits(second);
  assert.deepEqual(await money("bank131", "order-8"), { moved: 0, arrivals: 1 });
  second.kill();
  const third = await relay("credentials-changed");
  await eventually(() => succeeded(third, wish), 20_000);
  assert.deepEqual(await money("bank131", "order-8"), { moved: 600, arrivals: 2 });
});

test("two relays that are given the same refund at once send it once, and show it alike", async () => {
  const both = await Promise.all([relay(), relay()]);
  const wish = wishOf("bank131", 2, "3");
  const responses = await Promise.all(both.flatMap((each) => [each.refund(wish), each.refund(wish)]));
  assert.deepEqual(responses.map(({ status }) => status), [202, 202, 202, 202]);
  for (const each of both) await eventually(() => succeeded(each, wish));
  assert.equal((await both[1].refund({ ...wish, amount: "4" })).status, 409);
  assert.deepEqual(await money("bank131", "order-2"), { moved: 300, arrivals: 1 });
});

test("a page is told what another relay did", async () => {
  const [one, other] = await Promise.all([relay(), relay()]);
  const page = other.listen();
  await eventually(() => assert.match(page.heard, /retry/));
  other.kill("SIGSTOP"); // so that it does nothing of this itself
  const wish = wishOf("sberbank_legacy", 0, "2");
  await one.refund(wish);
  await eventually(() => succeeded(one, wish));
  other.kill("SIGCONT");
  const ended = new RegExp(`"id":"${wish.id}".*"status":"succeeded"`);
  await eventually(() => assert.ok(ended.test(page.heard), page.heard));
});

test("after a 429 every order of the provider waits, in every relay", async () => {
  const clock = clockOf(10); // half a minute is three seconds
  const [one, other] = await Promise.all([relayWith(clock), relayWith(clock)]);
  await simulator.faults({ themap: { refunds: ["rate_limited"] } });
  const [first, second, elsewhere] = [wishOf("themap", 0, "5"), wishOf("themap", 2, "5"), wishOf("bank131", 4, "5")];
  await one.refund(first);
  const paused = await eventually(() => happened(one, first, /too many requests/));
  await other.refund(second);
  await other.refund(elsewhere);
  const sent = await eventually(() => happened(other, second, /^Sent/));
  assert.ok(sent - paused > 2900, `${sent - paused} ms after it was asked to wait`);
  assert.ok((await happened(other, elsewhere, /^Sent/)) < sent, "another provider's orders go on");
});

test("of what Google asks of two relays at once no more is given back than was captured", async () => {
  const stores = await Promise.all([1, 2].map(() => openStore(database.address)));
  const told = [];
  const desks = stores.map((store, index) => googleDesk({ store, openEnvelope, bank: bankOf(store), changed: (state) => (told[index] = state) }));
  const asks = Array.from({ length: 12 }, (_, index) => askOf(`at-once-${index >> 1}`)); // each id is asked for at both
  const replies = await Promise.all(asks.map((ask, index) => desks[index % 2].handle(ask)));
  const state = await desks[0].state();
  const given = state.asks.filter(({ requestId, became }) => requestId.startsWith("at-once") && became === "paid");
  assert.equal(replies.length, state.asks.length);
  assert.equal(new Set(given.map(({ requestId }) => requestId)).size, 3);
  assert.equal(given.length, 3);
  assert.equal((await stores[0].payouts()).length, 3);
  assert.equal(state.captures.find(({ id }) => id === "capture-2").left, "10.00 USD");
  await desks[0].handle(askOf("afterwards"));
  await desks[1].follow();
  assert.equal(told[1].asks.at(-1).requestId, "afterwards-capture-2");
  for (const store of stores) await store.close();
});

test("a payout that nobody saw the end of is not paid again: the bank is asked", async () => {
  const { store, killed, desk, payouts } = await afterAKill((bank) => bank.payOut);
  assert.equal((await desk(Date.now).handle(askOf("killed", killed))).status, 409);
  const later = desk(() => Date.now() + 3 * MINUTE);
  for (const key of await later.due()) await later.work(key);
  assert.deepEqual(await later.due(), []);
  const reply = await later.handle(askOf("killed", killed, Date.now() + 3 * MINUTE));
  assert.equal(JSON.parse(reply.body).result, "SUCCESS");
  assert.deepEqual(await became(store, killed), ["inFlight", "found", "repeated"]);
  assert.equal(await payouts(), 1);
  await store.close();
});

test("what the bank never paid is paid when Google asks again", async () => {
  const { store, killed, desk, payouts } = await afterAKill(() => async () => {});
  for (const minutes of [3, 33, 63]) { // an hour, with a check between its halves, is certain by every clock
    const later = desk(() => Date.now() + minutes * MINUTE);
    for (const key of await later.due()) await later.work(key);
  }
  assert.equal(await payouts(), 0);
  const later = desk(() => Date.now() + 63 * MINUTE);
  const reply = await later.handle(askOf("killed", killed, Date.now() + 63 * MINUTE));
  assert.equal(JSON.parse(reply.body).result, "SUCCESS");
  assert.deepEqual(await became(store, killed), ["notFound", "notFound", "notFound", "paid"]);
  assert.equal(await payouts(), 1);
  await store.close();
});

const MINUTE = 60_000;
const became = async (store, captureId) =>
  (await store.trail("google", 0)).filter((asked) => asked.captureId === captureId).map((asked) => asked.became);

/** A relay was killed while it paid: nothing came of its request but what `paying` does. */
async function afterAKill(paying) {
  const store = await openStore(database.address);
  const { length: before } = await store.payouts();
  const bank = bankOf(store);
  const killed = `capture-${(kills += 1)}`;
  const desk = (now, other = bank) => googleDesk({ store, openEnvelope, bank: other, changed: () => {}, now });
  await new Promise((dead) => {
    const payOut = async (...payout) => (await paying(bank)(...payout), dead(), new Promise(() => {}));
    desk(Date.now, { payOut }).handle(askOf("killed", killed));
  });
  return { store, killed, desk, payouts: async () => (await store.payouts()).length - before };
}

let kills = 2; // the captures before that one are other tests'
