// One refund, whatever is pressed, sent, forged, reloaded or stopped: the same tests on PostgreSQL.
process.env.DATABASE = "postgres";
await import("./once.test.mjs");
