// The programs of examples/node against the simulator.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { eventually, folder, freePort, root, run, simulate } from "./environment.mjs";

let simulator;
let webhooks;
let env;

before(async () => {
  const port = await freePort();
  simulator = await simulate(port);
  env = { SIMULATOR: simulator.base, STORE: await folder(), PATIENCE: "300", PORT: String(port) };
  webhooks = await run("webhooks.mjs", [], env, (printed) => printed.includes("http://"));
});

after(() => {
  webhooks.close();
  simulator.close();
});

const refund = async (...args) => {
  const { code, printed } = await run("refund.mjs", args, env);
  return { code, printed: printed() };
};

test("each program fits in one look", async () => {
  for (const file of ["refund.mjs", "webhooks.mjs", "sign-elsewhere.mjs"]) {
    const text = await readFile(`${root}/examples/node/${file}`, "utf8");
    assert.ok(text.split("\n").length <= 60, file);
  }
});

test("a refund goes through", async () => {
  const { code, printed } = await refund("order-2", "10.50");
  assert.equal(code, 0, printed);
  assert.match(printed, /order-2: succeeded 10.50 UAH/);
  assert.equal((await simulator.order("tranzzo", "order-2")).moved, 1050);
});

test("run again, it is the same refund", async () => {
  assert.equal((await refund("order-2", "10.50")).code, 0);
  const { moved, arrivals } = await simulator.order("tranzzo", "order-2");
  assert.deepEqual({ moved, arrivals }, { moved: 1050, arrivals: 1 });
});

test("a lost response is looked up, not sent again", async () => {
  await simulator.faults({ tranzzo: { refunds: ["drop_after"] } });
  const { code, printed } = await refund("order-4", "25");
  assert.equal(code, 0, printed);
  assert.match(printed, /order-4: unknown, so query_status/);
  const { moved, arrivals } = await simulator.order("tranzzo", "order-4");
  assert.deepEqual({ moved, arrivals }, { moved: 2500, arrivals: 1 });
});

test("a refusal is told, and too much is not sent", async () => {
  await simulator.faults({ tranzzo: { refunds: ["refused"] } });
  const refused = await refund("order-6", "5");
  assert.equal(refused.code, 1);
  assert.match(refused.printed, /order-6: declined/);
  assert.match((await refund("order-8", "500")).printed, /invalid_amount: refund\.amount/);
  assert.equal((await simulator.order("tranzzo", "order-8")).arrivals, 0);
});

test("a webhook settles once, its copy is dropped, a forged one is refused", async () => {
  await simulator.faults({ tranzzo: { webhooks: ["duplicated", "forged"] } });
  assert.equal((await refund("order-1", "5")).code, 0);
  await eventually(() => assert.match(webhooks.printed(), /order-1: succeeded\norder-1: came before, dropped/));
  assert.equal((await refund("order-3", "5")).code, 0);
  await eventually(() => assert.match(webhooks.printed(), /refused, unverified/));
  assert.doesNotMatch(webhooks.printed(), /order-3/);
});

test("a stored refund that cannot be read is no refund of somebody else's", async () => {
  await mkdir(`${env.STORE}/order-5.refund.json`);
  const elsewhere = { ...env, STORE: await folder() };
  assert.equal((await run("refund.mjs", ["order-5", "5"], elsewhere)).code, 0);
  await eventually(() => assert.match(webhooks.printed(), /EISDIR/));
  assert.doesNotMatch(webhooks.printed(), /order-5/);
});

test("keys that live in WebCrypto and node:crypto sign", async () => {
  const { code, printed } = await run("sign-elsewhere.mjs", [], env);
  assert.equal(code, 0, printed());
  assert.equal(printed(), "WebCrypto: succeeded, then done\nnode:crypto: succeeded, then done\n");
  assert.equal((await simulator.order("bank131", "order-4")).moved, 2100);
});
