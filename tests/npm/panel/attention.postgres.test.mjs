// What a person has to look after although it is about no refund of ours: the same tests on PostgreSQL.
process.env.DATABASE = "postgres";
await import("./attention.test.mjs");
