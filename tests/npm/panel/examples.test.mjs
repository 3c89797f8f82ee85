// The programs of examples/node against the simulator.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { eventually, folder, freePort, root, run, simulate, writing } from "./environment.mjs";

let simulator;
let webhooks;
let env;

before(async () => {
  const port = await freePort();
  simulator = await simulate(port);
  env = { SIMULATOR: simulator.base, STORE: await folder(), PORT: String(port) };
  webhooks = await run("webhooks.mjs", [], env, (printed) => printed.includes("http://"));
});

after(() => {
  webhooks.close();
  simulator.close();
});

const refund = (...args) => refundAfter(0, ...args);

/** The same on a clock that goes ahead: what is asked for after a while is asked for in a test at once. */
async function refundAfter(milliseconds, order, amount, id = `return of ${order}`, ...news) {
  const ahead = `const now = Date.now; Date.now = () => now() + ${milliseconds};`;
  const options = { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(ahead)}"` };
  const { code, printed } = await run("refund.mjs", [order, amount, id, ...news], { ...env, ...options });
  return { code, printed: printed() };
}

const MINUTE = 60_000;

test("each program fits in one look", async () => {
  for (const file of ["refund.mjs", "webhooks.mjs", "sign-elsewhere.mjs", "store.mjs", "host.mjs"]) {
    const text = await readFile(`${root}/examples/node/${file}`, "utf8");
    assert.ok(text.split("\n").length <= 60, file);
  }
});

test("the store keeps the rules", async () => {
  const script = `import { checkStore } from "refundkit"; import { load, store } from "./store.mjs";
    await checkStore({ load, store });`;
  const { code, printed } = await run("--input-type=module", ["--eval", script], { ...env, STORE: await folder() });
  assert.equal(code, 0, printed());
});

test("a commit of the panel's SQLite is on the disk", async () => {
  const script = `import { sqlite } from "../admin-panel/sqlite.js";
    const { synchronous } = await sqlite(process.env.STORE + "/refunds.db").one("PRAGMA synchronous");
    process.exit(synchronous);`;
  const { code, printed } = await run("--input-type=module", ["--eval", script], { STORE: await folder() });
  assert.equal(code, 3, printed()); // EXTRA: the journal that would undo a commit is gone for good as well
});

for (const open of ["./store.mjs", "../admin-panel/sqlite.js"]) {
  test(`${open} waits for a program that writes`, async () => {
    const STORE = await folder();
    const commit = writing(`${STORE}/refunds.db`);
    const script = `const { sqlite } = await import("${open}"); await sqlite?.(process.env.STORE + "/refunds.db").create("CREATE TABLE a (b)")`;
    const starting = run("--input-type=module", ["--eval", script], { STORE });
    setTimeout(commit, 1_000);
    const { code, printed } = await starting;
    assert.equal(code, 0, printed());
  });
}

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

test("under the same id another amount is refused", async () => {
  assert.match((await refund("order-2", "11")).printed, /reference_taken/);
  assert.equal((await simulator.order("tranzzo", "order-2")).arrivals, 1);
});

test("without an id of its own nothing is refunded", async () => {
  const { code, printed } = await run("refund.mjs", ["order-2", "10.50"], env);
  assert.equal(code, 1);
  assert.match(printed(), /usage/);
});

test("a second refund of the order has an id of its own", async () => {
  const { code, printed } = await refund("order-2", "4.50", "second return");
  assert.equal(code, 0, printed);
  assert.match(printed, /left to give back: 85.00 UAH/);
});

test("a lost response is looked up, not sent again", async () => {
  await simulator.faults({ tranzzo: { refunds: ["drop_after"] } });
  const lost = await refund("order-4", "25");
  assert.equal(lost.code, 1);
  assert.match(lost.printed, /order-4: unknown 25.00 UAH \(lost\)[^]*run it again after/);
  assert.match((await refund("order-4", "25")).printed, /unknown/, "it is too early to ask");
  const found = await refundAfter(MINUTE, "order-4", "25");
  assert.equal(found.code, 0, found.printed);
  assert.match(found.printed, /order-4: succeeded/);
  const { moved, arrivals } = await simulator.order("tranzzo", "order-4");
  assert.deepEqual({ moved, arrivals }, { moved: 2500, arrivals: 1 });
});

test("two programs at once send once", async () => {
  const printed = (await Promise.all([refund("order-8", "30"), refund("order-8", "30")])).map(({ printed }) => printed).join();
  assert.match(printed, /order-8: succeeded 30.00 UAH/);
  const { moved, arrivals } = await simulator.order("tranzzo", "order-8");
  assert.deepEqual({ moved, arrivals }, { moved: 3000, arrivals: 1 });
});

test("a refusal is told once a look confirms it, and too much is not sent", async () => {
  await simulator.faults({ tranzzo: { refunds: ["refused"] } });
  assert.match((await refund("order-6", "5")).printed, /order-6: pending 5.00 UAH \(refusal_unconfirmed\)/);
  const refused = await refundAfter(MINUTE, "order-6", "5");
  assert.equal(refused.code, 1);
  assert.match(refused.printed, /order-6: declined 5.00 UAH \(refused\)/);
  assert.match((await refund("order-0", "500")).printed, /order-0: declined 500.00 UAH \(exceeds_what_is_left\)/);
  assert.equal((await simulator.order("tranzzo", "order-0")).arrivals, 0);
});

test("refused credentials wait until they are new", async () => {
  await simulator.faults({ tranzzo: { refunds: ["credentials_refused"] } });
  assert.match((await refund("order-0", "5", "return-1")).printed, /person has to look: credentials_refused/);
  assert.match((await refundAfter(60 * MINUTE, "order-0", "5", "return-1")).printed, /\(credentials_refused\)/);
  const { code, printed } = await refundAfter(60 * MINUTE, "order-0", "5", "return-1", "credentials-changed");
  assert.equal(code, 0, printed);
  assert.doesNotMatch(printed, /person/);
});

test("a webhook decides once, its copy changes nothing, a forged one is refused", async () => {
  await simulator.faults({ tranzzo: { webhooks: ["duplicated", "forged"] } });
  assert.match((await refund("order-1", "5")).printed, /order-1: pending/);
  const line = "order-1: return of order-1: succeeded\n";
  await eventually(() => assert.ok(webhooks.printed().includes(line + line)));
  assert.match((await refund("order-1", "5")).printed, /order-1: succeeded 5.00 UAH/);
  assert.match((await refund("order-3", "5")).printed, /order-3: pending/);
  await eventually(() => assert.match(webhooks.printed(), /refused, unverified/));
  assert.match((await refund("order-3", "5")).printed, /order-3: pending/);
  assert.deepEqual((await simulator.order("tranzzo", "order-1")).arrivals, 1);
});

test("a row that cannot be read is no missing row", async () => {
  const spoil = `import Database from "libsql"; new Database("${env.STORE}/refunds.db").exec("UPDATE refund_ledgers SET body = '{'")`;
  assert.equal((await run("--input-type=module", ["--eval", spoil], env)).code, 0);
  const { code, printed } = await refund("order-2", "10.50");
  assert.equal(code, 1);
  assert.match(printed, /RefundError: .*row/);
  assert.equal((await simulator.order("tranzzo", "order-2")).arrivals, 2);
});

test("keys that live in WebCrypto and node:crypto sign", async () => {
  const { code, printed } = await run("sign-elsewhere.mjs", [], env);
  assert.equal(code, 0, printed());
  assert.equal(printed(), "WebCrypto: succeeded\nnode:crypto: succeeded\n");
  assert.equal((await simulator.order("bank131", "order-4")).moved, 2100);
});
