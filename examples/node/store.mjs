// The table of ledgers in SQLite: one row for each payment. The version check is what everything rests on.
import Database from "libsql";

const db = new Database(`${process.env.STORE ?? "."}/refunds.db`);
db.exec("PRAGMA busy_timeout = 5000; PRAGMA synchronous = EXTRA");
db.exec(`CREATE TABLE IF NOT EXISTS refund_ledgers (
  key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL,
  due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL)`);

const select = db.prepare("SELECT body, version FROM refund_ledgers WHERE key = ?");
const insert = db.prepare("INSERT INTO refund_ledgers VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING");
const update = db.prepare(`UPDATE refund_ledgers SET body = ?, version = version + 1, due = ?, attention = ?, summary = ?
  WHERE key = ? AND version = ?`);

/** The row, or undefined where there is none. What cannot be read throws: it is never "no row". */
export async function load(key) {
  const row = select.get(key);
  return row && { body: row.body, version: row.version };
}

/** Whether the row was written: its version was still the expected one, and the write is on the disk. */
export async function store({ key, body, expected, due, attention, summary }) {
  const { changes } =
    expected === 0
      ? insert.run(key, body, due, attention, summary)
      : update.run(body, due, attention, summary, key, expected);
  return changes === 1;
}
