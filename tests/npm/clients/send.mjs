// Sends to every server of tests/clients/server.py, as the package has a client do it and as the client does it by itself, and
// prints what came of it and what arrived: `node send.mjs CLIENT`, and so in Deno and Bun.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { load } from "../installed.js";
import { CLIENTS } from "./named.mjs";

const program = fileURLToPath(new URL("../../clients/server.py", import.meta.url));
const server = spawn("python3", [program], { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
const line = async () => JSON.parse((await lines.next()).value);
const told = await line();
const client = await CLIENTS[process.argv[2]](await load(), told);

const given = {
  path: "/a%2Fb?x=%27+~&y=%D0%B0",
  headers: [["content-type", "application/json"], ["x-b", "1"], ["x-a", "2"]],
  body: ' {"a": "é"} ',
};
const MILLISECONDS = { silent: 800, stalled: 800, connect_timeout: client.connecting ?? 400 };
const WAITING = ["silent", "stalled"]; // for an end that does not come
const LONG = 20_000;

const POST = { method: "POST", headers: given.headers, body: given.body, redirect: "manual" };
const GET = { method: "GET", headers: given.headers, redirect: "manual" };

async function arrived(name) {
  server.stdin.write(`${name}\n`);
  return line();
}

/** Sends once to a case, on a connection that was used before where the case asks for that. */
async function tried(send, name, request) {
  const { url } = told[name];
  if (name === "reused_reset") {
    await send({ ...request, url }, LONG);
    await arrived(name);
  }
  const end = await ended(send({ ...request, url: url + given.path }, MILLISECONDS[name] ?? LONG));
  return { ...end, arrived: await arrived(name) };
}

/** What the ledger would hear, and the client's error behind it. */
async function ended(sending) {
  try {
    const { result, error } = await sending;
    const { status, body } = result ?? {};
    if (status) return { heard: `${status}`, body: new TextDecoder().decode(body) };
    return { heard: result === "notSent" ? "not sent" : "lost", error: error ? described(error) : "the body breaks off" };
  } catch (error) {
    return { heard: "lost", error: described(error) };
  }
}

/** The words of an error that a program can rely on. */
function described(error) {
  const cause = error.cause ?? error;
  if (cause.syscall === "getaddrinfo") return "`getaddrinfo`";
  const name = cause instanceof DOMException ? cause.name : cause.constructor.name;
  const code = typeof cause.code === "string" ? cause.code : name;
  return `\`${code}\`${cause.syscall ? ` in \`${cause.syscall}\`` : ""}`;
}

const found = {};
for (const [name, { unsent }] of Object.entries(told)) {
  const here = { post: await tried(client.send, name, POST) };
  const byItself = {};
  if (!unsent && !WAITING.includes(name)) here.get = await tried(client.send, name, GET);
  if (!unsent && !WAITING.includes(name) && !name.startsWith("tls")) {
    byItself.post = await tried(client.plain, name, POST);
    byItself.get = await tried(client.plain, name, GET);
  }
  found[name] = { here, byItself };
}
console.log(JSON.stringify({ told, found, given }));
process.exit();
