// PostgreSQL, by its address. Each statement is a transaction of its own, and is on the disk when it has been carried out.
import pg from "pg";

pg.types.setTypeParser(pg.types.builtins.INT8, Number); // versions and times stay far below 2^53

/** Relays that start at once must not create a table at once. */
const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(131)";

/** The same functions as those of `sqlite.js`. What fails throws: whether a statement was carried out is unknown then. */
export function postgres(connectionString) {
  const pool = new pg.Pool({
    connectionString,
    options: "-c synchronous_commit=on",
    connectionTimeoutMillis: 5000,
    query_timeout: 10_000,
    allowExitOnIdle: true,
    onConnect: refuseReplica,
  });
  // A connection broke while nobody used it. The next statement gets another one.
  pool.on("error", ({ message }) => console.error(message));
  const query = (text, values) => pool.query(text, values);
  return {
    serial: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    create: (schema) => query(`${ONE_AT_A_TIME}; ${schema}`),
    all: async (text, ...values) => (await query(text, values)).rows,
    one: async (text, ...values) => (await query(text, values)).rows[0],
    run: async (text, ...values) => (await query(text, values)).rowCount,
    close: () => pool.end(),
  };
}

/** A replica may not have yet what was stored. */
async function refuseReplica(client) {
  const { rows } = await client.query("SELECT pg_is_in_recovery() AS replica");
  if (rows[0].replica) throw new Error("DATABASE_URL must be the address of the primary");
}
