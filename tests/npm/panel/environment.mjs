// What the tests of the examples stand on: a simulator of their own, and the panel on top of it, on free ports.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A port that is free now. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A folder that nobody else uses. */
export const folder = () => mkdtemp(join(tmpdir(), "refundkit-"));

/** Starts a program of the examples, which ends with its standard input; gives its first line. */
async function program(name, env) {
  const child = spawn(...commandOf(name), { cwd: root, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  return { line, close: () => child.stdin.end() };
}

/** In the test command it is built already, and cargo would wait for what it compiles beside these tests. */
const commandOf = (name) =>
  process.env.REFUNDKIT_XTASK_BUILT
    ? [join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", name), []]
    : ["cargo", ["run", "--quiet", "--package", "refundkit-examples", "--bin", name]];

/** The simulator. */
export async function simulate(webhookPort) {
  const { line, close } = await program("simulator", { PORT: "0", WEBHOOKS: `http://127.0.0.1:${webhookPort}` });
  const base = line.split(",")[0];
  const post = (path, data) => fetch(`${base}${path}`, { method: "POST", body: JSON.stringify(data) });
  return {
    base,
    faults: (scenario) => post("/scenario", scenario),
    google: (ask) => post("/google", ask),
    order: async (provider, merchantOrder) =>
      (await orders(base))[provider].find((order) => order.merchantOrder === merchantOrder),
    close,
  };
}

/** An empty database for the panel: SQLite, or PostgreSQL where `DATABASE` says so. */
export async function emptyDatabase() {
  if (process.env.DATABASE !== "postgres") return { address: `${await folder()}/refunds.db`, close() {} };
  const { line, close } = await program("postgresql", {});
  return { address: line, close };
}

/** Begins to write into a file of SQLite. The function that comes back commits. */
export function writing(file) {
  const db = new (createRequire(`${root}/examples/node/`)("libsql"))(file);
  db.exec("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE"); // a commit waits for whoever reads
  return () => {
    db.exec("COMMIT");
    db.close();
  };
}

const orders = async (base) => (await fetch(`${base}/orders`)).json();

/** Runs a program of `examples/node` to its end, or until `until` says that enough was printed. */
export async function run(file, args, env, until = () => false) {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: join(root, "examples/node"),
    env: { ...process.env, ...env },
  });
  let printed = "";
  const ready = new Promise((done) => {
    const hear = (text) => until((printed += text)) && done();
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
  });
  const code = await Promise.race([once(child, "close").then(([code]) => code), ready.then(() => null)]);
  return { code, printed: () => printed, close: () => child.kill() };
}

/** Tries until it holds. */
export async function eventually(check, milliseconds = 10_000) {
  for (const end = Date.now() + milliseconds; ; await new Promise((done) => setTimeout(done, 100))) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
