// What the usual clients do when something goes wrong, over real sockets: what arrives, which errors prove that nothing left, and
// that the page says so. `WRITE_FIXTURES=1 node --test clients.test.js` writes the page's tables anew.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect, promisify } from "node:util";
import axios from "axios";
import { holdPage, table } from "./clients/page.js";
import { load, tool } from "./installed.js";

const own = (path) => fileURLToPath(new URL(path, import.meta.url));
const version = (name) => JSON.parse(readFileSync(own(`node_modules/${name}/package.json`), "utf8")).version;
const program = own("clients/send.mjs");
const deno = [tool("deno"), "run", "--allow-all", "--quiet", program];

/** The columns of the page, and how each is run. */
const COLUMNS = {
  "`fetch` of Node": [process.execPath, program, "fetch"],
  [`undici ${version("undici")}`]: [process.execPath, program, "undici"],
  [`axios ${version("axios")}`]: [process.execPath, program, "axios"],
  [`the same with axios-retry ${version("axios-retry")}`]: [process.execPath, program, "axios-retry"],
  'axios with `adapter: "fetch"`': [process.execPath, program, "axios-fetch"],
  [`Bun ${version("bun")}`]: [tool("bun"), program, "fetch"],
  [`Deno ${version("deno")}`]: [...deno, "fetch"],
};

/** The authority of the test server is trusted as the page says: each runtime knows one of the two. */
const authority = own("../keys/tls_ca.pem");
const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority, DENO_CERT: authority };

const run = async ([name, [file, ...given]]) => {
  const { stdout } = await promisify(execFile)(file, given, { env, maxBuffer: 1 << 24, timeout: 120_000 });
  return [name, JSON.parse(stdout)];
};
const runs = Object.fromEntries(await Promise.all(Object.entries(COLUMNS).map(run)));
const { told, given } = Object.values(runs)[0];
const clients = Object.entries(runs);

test("whatever is said to be not sent has not arrived, and could not", () => {
  for (const [client, { told, found }] of clients) {
    for (const [name, { here }] of Object.entries(found)) {
      if (here.post.heard !== "not sent") continue;
      assert.ok(told[name].unsent && here.post.arrived.bytes === 0, `${client}: ${name}`);
    }
  }
});

/** What nobody can keep from being sent twice. A GET asks for the status and moves nothing. */
const TWICE = { "`fetch` of Node": ["status_421 get"], 'axios with `adapter: "fetch"`': ["status_421 post", "status_421 get"] };
TWICE[`undici ${version("undici")}`] = TWICE["`fetch` of Node"];

test("one sending arrives once", () => {
  for (const [client, { found }] of clients) {
    const sent = Object.entries(found).flatMap(([name, { here }]) => Object.entries(here).map(([method, end]) => [`${name} ${method}`, end]));
    const twice = sent.filter(([, { arrived }]) => arrived.requests > 1).map(([name]) => name);
    assert.deepEqual(twice, TWICE[client] ?? [], client);
  }
});

test("it arrives as it was built", () => {
  for (const [client, { found }] of clients) {
    const { heard, body, arrived } = found.ok.here.post;
    assert.deepEqual([heard, body], ["200", "{}"], client);
    assert.deepEqual([arrived.line, arrived.body], [`POST ${given.path} HTTP/1.1`, given.body], client);
    const headers = arrived.headers.map(([name, value]) => [name.toLowerCase(), value]);
    const ours = headers.filter(([name]) => given.headers.some(([other]) => other === name));
    const inOrder = (sent) => (client.startsWith("Bun") ? sent.toSorted() : sent); // Bun sorts them
    assert.deepEqual(inOrder(ours), inOrder(given.headers), client);
    assert.deepEqual(headers.filter(([name]) => name === "content-length"), [["content-length", "13"]], client);
  }
});

/** `1`, or what differs by method. */
function counted({ post, get }) {
  const [posts, gets] = [post.arrived.requests, get.arrived.requests];
  return posts === gets ? `${posts}` : `POST ${posts}, GET ${gets}`;
}

const heard = ({ here: { post } }) => (/^\d/.test(post.heard) ? "response" : `${post.error}: ${post.heard === "lost" ? "lost" : "**not sent**"}`);

const { isNotSent, sendWithAxios, sendWithFetch } = await load();

test("what comes too late is not sent", async () => {
  const step = { request: { method: "GET", url: "https://shop.example", headers: [] }, before: Date.now() };
  const asked = () => assert.fail("asked");
  assert.equal(await sendWithFetch(step, asked), "notSent");
  assert.equal(await sendWithAxios(step, { request: asked }), "notSent");
});

/** A server that reads a request and closes without a word, and what `sendWithAxios` throws then. */
async function unanswered(client) {
  let arrivals = 0;
  const count = () => (arrivals += 1);
  const server = createServer((socket) => socket.once("data", count).once("data", () => socket.destroy())).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const request = { method: "POST", url, headers: [["authorization", "a-secret"]], body: "a-secret" };
  const error = await sendWithAxios({ request, before: Date.now() + 20_000 }, client).catch((thrown) => thrown);
  server.close();
  return { error, arrivals };
}

test("an error of axios does not show the request", async () => {
  const { error } = await unanswered(axios);
  assert.equal(error.code, "ECONNRESET");
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /a-secret/);
});

test("an interceptor of axios sends no second time", async () => {
  const instance = axios.create();
  let left = 1;
  const again = (error) => (left-- > 0 ? instance.request(error.config) : Promise.reject(error));
  instance.interceptors.response.use(undefined, again);
  const { error, arrivals } = await unanswered(instance);
  assert.ok(error instanceof Error);
  assert.equal(arrivals, 1);
});

test("of several addresses none may have been reached", () => {
  const [refused, reset] = [{ code: "ECONNREFUSED", syscall: "connect" }, { code: "ECONNRESET", syscall: "read" }];
  const ofAll = (...errors) => new TypeError("fetch failed", { cause: Object.assign(new AggregateError(errors), { code: "ECONNREFUSED" }) });
  assert.deepEqual([[refused, refused], [refused, reset], []].map((errors) => isNotSent(ofAll(...errors))), [true, false, false]);
  // A kernel says so of an open connection that a firewall begins to refuse.
  const refusedWhileReading = Object.assign(new Error("read ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "read" });
  assert.deepEqual([refusedWhileReading, undefined, null, "text"].map(isNotSent), [false, false, false, false]);
});

test("the page says what was found", () => {
  const cases = Object.entries(told);
  const plain = clients.filter(([client]) => !/axios-retry|adapter/.test(client));
  const errors = cases.map(([name, { what }]) => [what, ...plain.map(([, { found }]) => heard(found[name]))]);
  const arriving = cases.filter(([name]) => clients[0][1].found[name].byItself.post);
  const arrivals = arriving.map(([name, { what }]) => [what, ...clients.map(([, { found }]) => counted(found[name].byItself))]);
  const names = (columns) => columns.map(([client]) => client);
  const text = [
    "What the ledger hears:",
    table(names(plain), errors),
    "Requests that arrive when the client sends by itself, as it comes:",
    table(names(clients), arrivals),
  ];
  holdPage("JavaScript", text.join("\n\n"));
});
