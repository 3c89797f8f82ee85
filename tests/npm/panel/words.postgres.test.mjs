// What a person says at one relay while another one goes on: the same tests on PostgreSQL.
process.env.DATABASE = "postgres";
await import("./words.test.mjs");
