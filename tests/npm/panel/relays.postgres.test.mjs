// Several relays at once on one database, and one that is killed: the same tests on PostgreSQL, and what only it has.
import assert from "node:assert/strict";
import { test } from "node:test";

process.env.DATABASE = "postgres";
await import("./relays.test.mjs");
const { postgres } = await import("../../../examples/admin-panel/postgres.js");
const here = await import("./relay.mjs");
const { installed, money, relay, succeeded, wishOf } = here;
const { eventually } = await import("./environment.mjs");

/** Carries out a statement as somebody else. */
async function meanwhile(statement) {
  const client = new (installed("pg").Client)(here.database.address);
  await client.connect();
  await client.query(statement);
  await client.end();
}

test("a relay whose connections broke goes on with new ones", async () => {
  const one = await relay();
  const wish = wishOf("tranzzo", 4, "6");
  assert.equal((await one.refund(wish)).status, 202);
  await meanwhile("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IS NOT NULL AND pid <> pg_backend_pid()");
  await eventually(() => succeeded(one, wish), 20_000);
  assert.deepEqual(await money("tranzzo", "order-4"), { moved: 600, arrivals: 1 });
});

test("a commit is on the disk whatever the database's own setting is", async () => {
  await meanwhile("ALTER DATABASE postgres SET synchronous_commit = off");
  const { one, close } = postgres(here.database.address);
  assert.deepEqual(await one("SHOW synchronous_commit"), { synchronous_commit: "on" });
  await close();
});
