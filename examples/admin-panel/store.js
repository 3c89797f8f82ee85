// Everything that must outlive a crash: the ledgers with their version check, the wishes of people, the trail, the pauses
// that providers asked for, and the bank's payouts. The statements are the same in SQLite and in PostgreSQL.
import { postgres } from "./postgres.js";
import { sqlite } from "./sqlite.js";

const schema = (serial) => `
  CREATE TABLE IF NOT EXISTS refund_ledgers (
    key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL,
    due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS refund_ledgers_due ON refund_ledgers (due);
  CREATE TABLE IF NOT EXISTS wishes (
    number ${serial}, id TEXT NOT NULL UNIQUE, ledger TEXT NOT NULL, wish TEXT NOT NULL, at BIGINT NOT NULL,
    handed_on INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX IF NOT EXISTS wishes_left ON wishes (at) WHERE handed_on = 0;
  CREATE TABLE IF NOT EXISTS trail (number ${serial}, ledger TEXT NOT NULL, at BIGINT NOT NULL, step TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS trail_of_ledger ON trail (ledger, number);
  CREATE TABLE IF NOT EXISTS pauses (provider TEXT PRIMARY KEY, ends BIGINT NOT NULL);
  CREATE TABLE IF NOT EXISTS payouts (number ${serial}, key TEXT NOT NULL, minor_units BIGINT NOT NULL);`;

/** `database` is a `postgresql://` address or the path of a file. */
export async function openStore(database) {
  const db = /^postgres(ql)?:/.test(database) ? postgres(database) : sqlite(database);
  await db.create(schema(db.serial));
  return { ...ledgers(db), ...wishes(db), ...trail(db), ...pauses(db), ...payouts(db), close: db.close };
}

const ledgers = (db) => ({
  /** The row, or undefined where there is none. What cannot be read throws. */
  async load(key) {
    const row = await db.one("SELECT body, version FROM refund_ledgers WHERE key = $1", key);
    return row && { body: row.body, version: row.version }; // libsql adds to a row
  },

  due: async (key) => (await db.one("SELECT due FROM refund_ledgers WHERE key = $1", key))?.due ?? null,

  /** The rows that wait for a person. */
  async attention() {
    const rows = await db.all("SELECT key, attention, summary FROM refund_ledgers WHERE attention <> 'none' ORDER BY key");
    return rows.map(({ key, attention, summary }) => ({ key, attention, summary })); // libsql adds to a row
  },

  /** Whether the row was written: its version was still the expected one. */
  async write({ key, body, expected, due, attention, summary }) {
    const changed =
      expected === 0
        ? await db.run(
            "INSERT INTO refund_ledgers VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT DO NOTHING",
            key, body, due, attention, summary,
          )
        : await db.run(
            `UPDATE refund_ledgers SET body = $2, version = version + 1, due = $3, attention = $4, summary = $5
              WHERE key = $1 AND version = $6`,
            key, body, due, attention, summary, expected,
          );
    return changed === 1;
  },

  /** The keys of the ledgers that have work. */
  dueAt: async (now) =>
    (await db.all("SELECT key FROM refund_ledgers WHERE due <= $1 ORDER BY due", now)).map(({ key }) => key),

  versions: () => db.all("SELECT key, version FROM refund_ledgers"),
});

const wishes = (db) => ({
  wish: async (id) => wishOf(await db.one("SELECT * FROM wishes WHERE id = $1", id)),
  wishes: async () => (await db.all("SELECT * FROM wishes ORDER BY number")).map(wishOf),
  wishesOf: async (ledger) => (await db.all("SELECT * FROM wishes WHERE ledger = $1 ORDER BY number", ledger)).map(wishOf),

  /** Whether it is new: another relay may have taken it on in the same moment. */
  addWish: async ({ id, ...wish }, ledger, at) =>
    1 ===
    (await db.run(
      "INSERT INTO wishes (id, ledger, wish, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
      id, ledger, JSON.stringify(wish), at,
    )),

  /** The ledger has stored it. */
  handOn: (id) => db.run("UPDATE wishes SET handed_on = 1 WHERE id = $1", id),

  /** The ledgers that have not stored yet what was wished before this time. */
  leftBefore: async (time) =>
    (await db.all("SELECT DISTINCT ledger FROM wishes WHERE handed_on = 0 AND at <= $1", time)).map(({ ledger }) => ledger),
});

const wishOf = (row) =>
  row && { ...JSON.parse(row.wish), id: row.id, ledger: row.ledger, at: row.at, isHandedOn: row.handed_on === 1 };

const trail = (db) => ({
  note: (ledger, at, step) =>
    db.run("INSERT INTO trail (ledger, at, step) VALUES ($1, $2, $3)", ledger, at, JSON.stringify(step)),

  async trail(ledger, since) {
    const rows = await db.all("SELECT at, step FROM trail WHERE ledger = $1 AND at >= $2 ORDER BY number", ledger, since);
    return rows.map(stepOf);
  },

  /** The last ones, in their order: however long it is, no more is read. */
  async lastOfTrail(ledger, count) {
    const rows = await db.all("SELECT at, step FROM trail WHERE ledger = $1 ORDER BY number DESC LIMIT $2", ledger, count);
    return rows.reverse().map(stepOf);
  },
});

const stepOf = ({ at, step }) => ({ at, ...JSON.parse(step) });

const pauses = (db) => ({
  /** When a provider may be asked again; 0 where it never said so. */
  pauseEnds: async (provider) => (await db.one("SELECT ends FROM pauses WHERE provider = $1", provider))?.ends ?? 0,

  pause: (provider, ends) =>
    db.run(
      `INSERT INTO pauses VALUES ($1, $2) ON CONFLICT (provider) DO UPDATE SET ends = excluded.ends
        WHERE pauses.ends < excluded.ends`,
      provider, ends,
    ),
});

/** The bank's: no payout is refused, not even a second one under the same key. */
const payouts = (db) => ({
  async payOut(key, minorUnits) {
    await db.run("INSERT INTO payouts (key, minor_units) VALUES ($1, $2)", key, minorUnits);
    return await this.payout(key);
  },

  payout: async (key) => (await db.one("SELECT number FROM payouts WHERE key = $1 ORDER BY number", key))?.number,

  payouts: () => db.all("SELECT key, minor_units FROM payouts ORDER BY number"),
});
