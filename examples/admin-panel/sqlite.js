// SQLite, in a file. Every process that uses it opens it for itself.
import Database from "libsql";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** The same functions as those of `postgres.js`. */
export function sqlite(file) {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file);
  db.exec("PRAGMA busy_timeout = 5000; PRAGMA synchronous = EXTRA");
  const prepared = new Map();

  /** `$1` of PostgreSQL is `?1` here. */
  function statement(text) {
    if (!prepared.has(text)) prepared.set(text, db.prepare(text.replaceAll("$", "?")));
    return prepared.get(text);
  }

  return {
    serial: "INTEGER PRIMARY KEY",
    create: async (schema) => db.exec(schema),
    all: async (text, ...values) => statement(text).all(...values),
    one: async (text, ...values) => statement(text).get(...values),
    run: async (text, ...values) => statement(text).run(...values).changes,
    close: async () => db.close(),
  };
}
