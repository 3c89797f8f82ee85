// Everything that must outlive a crash, in SQLite: the ledgers with their version check, the wishes of people, and the trail.
import Database from "libsql";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

const SCHEMA = `
  PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS refund_ledgers (
    key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL, due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS wishes (id TEXT PRIMARY KEY, ledger TEXT NOT NULL, wish TEXT NOT NULL, at BIGINT NOT NULL);
  CREATE TABLE IF NOT EXISTS trail (ledger TEXT NOT NULL, at BIGINT NOT NULL, step TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS books (name TEXT PRIMARY KEY, data TEXT NOT NULL);`;

const GOOGLE = { captures: {}, refunds: {}, asks: [] };

export function openStore(file) {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file);
  db.exec(SCHEMA);
  return { ...ledgers(db), ...wishes(db), ...books(db) };
}

function ledgers(db) {
  const select = db.prepare("SELECT body, version, due FROM refund_ledgers WHERE key = ?");
  const insert = db.prepare("INSERT INTO refund_ledgers VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING");
  const update = db.prepare(`UPDATE refund_ledgers SET body = ?, version = version + 1, due = ?, attention = ?, summary = ?
    WHERE key = ? AND version = ?`);
  return {
    /** The row, or undefined where there is none. What cannot be read throws. */
    load(key) {
      const row = select.get(key);
      return row && { body: row.body, version: row.version };
    },
    due: (key) => select.get(key)?.due ?? null,
    /** Whether the row was written: its version was still the expected one. */
    write({ key, body, expected, due, attention, summary }) {
      const { changes } =
        expected === 0
          ? insert.run(key, body, due, attention, summary)
          : update.run(body, due, attention, summary, key, expected);
      return changes === 1;
    },
  };
}

function wishes(db) {
  const read = ({ id, ledger, wish, at }) => ({ ...JSON.parse(wish), id, ledger, at });
  const one = db.prepare("SELECT * FROM wishes WHERE id = ?");
  const of = db.prepare("SELECT * FROM wishes WHERE ledger = ? ORDER BY rowid");
  const all = db.prepare("SELECT * FROM wishes ORDER BY rowid");
  const insert = db.prepare("INSERT INTO wishes VALUES (?, ?, ?, ?)");
  const note = db.prepare("INSERT INTO trail VALUES (?, ?, ?)");
  const steps = db.prepare("SELECT at, step FROM trail WHERE ledger = ? AND at >= ? ORDER BY rowid");
  return {
    wish: (id) => [one.get(id)].filter(Boolean).map(read)[0],
    wishesOf: (ledger) => of.all(ledger).map(read),
    wishes: () => all.all().map(read),
    addWish: ({ id, ...wish }, ledger, at) => insert.run(id, ledger, JSON.stringify(wish), at),
    note: (ledger, at, step) => note.run(ledger, at, JSON.stringify(step)),
    trail: (ledger, since) => steps.all(ledger, since).map(({ at, step }) => ({ at, ...JSON.parse(step) })),
  };
}

/** What Google has asked for. `data` is changed in place; `await save()` before anything leaves that depends on the change. */
function books(db) {
  const row = db.prepare("SELECT data FROM books WHERE name = 'google'").get();
  const data = { google: row ? JSON.parse(row.data) : structuredClone(GOOGLE) };
  const keep = db.prepare("INSERT OR REPLACE INTO books VALUES ('google', ?)");
  return { data, save: async () => keep.run(JSON.stringify(data.google)) };
}
