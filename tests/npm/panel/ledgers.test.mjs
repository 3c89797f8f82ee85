// The panel's own loop, on a ledger and a table of the test.
import assert from "node:assert/strict";
import { once, EventEmitter } from "node:events";
import { test } from "node:test";
import { clockOf } from "../../../examples/admin-panel/clock.js";
import { startWorker } from "../../../examples/admin-panel/worker.js";
import { ledgerRunner } from "../../../examples/admin-panel/ledgers.js";

const order = { provider: "tranzzo", orderId: "order-1" };

/** A runner whose ledger gives these steps, and what it was told. */
function runner(...steps) {
  const heard = [];
  const ledger = {
    listen() {},
    next: () => steps.shift() ?? { kind: "rest" },
    view: () => ({ refunds: [] }),
    refund() {},
    notSent: (id) => heard.push(["notSent", id]),
    received: (id, response) => heard.push(["received", id, response]),
  };
  const connections = { tranzzo: { ledgerKey: () => "key", ledger: () => ledger } };
  const store = { load: async () => null, note: async () => {} };
  const runs = ledgerRunner({ connections, store, clock: clockOf(), wishes: async () => [], changed() {} });
  return { heard, tell: () => runs.tell(order, undefined, assert.fail) };
}

test("a step of another kind acknowledges nothing", async () => {
  await assert.rejects(runner({ kind: "other" }).tell(), /a step that nobody here carries out: other/);
});

test("only what is proved was not sent", async (context) => {
  const request = { method: "POST", url: "https://shop.example", headers: [], body: "{}", redirect: "manual" };
  const told = async (syscall) => {
    const cause = Object.assign(new Error(), { code: "ECONNREFUSED", syscall });
    context.mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("fetch failed", { cause })));
    const { heard, tell } = runner({ kind: "send", id: 1, request, money: false, before: Date.now() + 5000 });
    await tell();
    return heard;
  };
  assert.deepEqual(await told("connect"), [["notSent", 1]]);
  // A kernel says so of an open connection that a firewall begins to refuse.
  assert.deepEqual(await told("read"), [["received", 1, null]]);
});

test("a provider that hangs keeps no other waiting", async () => {
  const done = new EventEmitter();
  const carried = once(done, "tranzzo/1");
  const work = (key) => (key.startsWith("themap") ? new Promise(() => {}) : (done.emit(key), Promise.resolve(0)));
  const keys = ["themap/1", "themap/2", "themap/3", "themap/4", "tranzzo/1"];
  const worker = startWorker({ due: async () => keys, work, providerOf: (key) => key.split("/")[0] });
  const late = new Promise((_, failed) => setTimeout(failed, 2000, new Error("it waits")));
  await Promise.race([carried, late]).finally(worker.stop);
});
