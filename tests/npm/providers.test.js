// The blocks of the page of all providers, run as they are printed against the simulator, without a socket.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { load, packed } from "./installed.js";

const refundkit = await load();
const { Simulator, TheMapServer, money, runLedger, sendWithFetch } = refundkit;
const AsyncFunction = (async () => {}).constructor;
const BASE = "http://127.0.0.1:8080";

/** The page's blocks of a language, by section. */
const page = readFileSync(join(packed, "providers.md"), "utf8");
const SECTIONS = page.split(/^## /m).map((text) => ({ title: text.split("\n", 1)[0], blocks: blocks(text) }));

function blocks(text) {
  return [...text.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
}

/** Everything that a block names at its left edge. */
function names(code) {
  const named = [...code.matchAll(/^(?:const (?:\{ (.+?) \}|(\w+)) = |(?:async )?function (\w+))/gm)];
  return named.flatMap(([, several, one, made]) => several ?? one ?? made);
}

/** Runs a block with what the blocks before it named, and adds what it names. */
async function run(code, scope) {
  const lines = code.replace(/^import (.*) from "refundkit";/gm, "const $1 = refundkit;");
  const body = `const { ${Object.keys(scope)} } = scope; return (async () => { ${lines}\nreturn { ${names(lines)} }; })();`;
  Object.assign(scope, await new AsyncFunction("scope", body)(scope));
}

/** What the page says that a block prints: a comment begins with it. */
const said = (code) => [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, comment]) => comment);
const shown = (values) => values.map((value) => (typeof value === "string" ? JSON.stringify(value) : String(value))).join(" ");

/** Rows with the version check of the README. */
class Db {
  rows = new Map();
  load = async (key) => this.rows.get(key);
  store = async ({ key, body, expected }) => {
    if (expected !== (this.rows.get(key)?.version ?? 0)) return false;
    this.rows.set(key, { body, version: expected + 1 });
    return true;
  };
}

/** The simulator, what the page has of the README, and everything that was sent and printed. */
class Shop {
  simulator = new Simulator("http://127.0.0.1:8081");
  sent = [];
  printed = [];

  async fetch(url, init) {
    const body = init.body && (await new Response(init.body).text());
    const request = { method: init.method, url: url.replace(BASE, ""), headers: [...new Headers(init.headers)], body };
    const { response } = this.simulator.handle(request, Date.now());
    return new Response(response.body, response);
  }

  async send(step) {
    const { method, url, body } = step.request;
    if (step.money) this.sent.push(`${method} ${url} ${body}`);
    return sendWithFetch(step, (...sending) => this.fetch(...sending));
  }

  accounts() {
    const { response } = this.simulator.handle({ method: "GET", url: "/accounts", headers: [["host", "127.0.0.1:8080"]], body: "" }, 1);
    return JSON.parse(response.body);
  }

  scope() {
    const db = new Db();
    const { privateKey, providerKeys: [bankKey] } = this.accounts().bank131.credentials;
    const host = { load: db.load, store: db.store, send: (step) => this.send(step) };
    const console = { log: (...values) => this.printed.push(shown(values)) };
    return { refundkit, db, host, console, money, runLedger, settings: { account: "my-shop" }, privateKey, bankKey, glocalKey: bankKey };
  }

  /** The message that a section's provider sends after its refund. */
  received(title) {
    const [told] = title === "theMAP, as a form" ? [unsigned()] : this.simulator.webhooks(Date.now());
    return told && { ...told, body: Buffer.from(told.body ?? "") };
  }
}

/** What theMAP tells where an account has no signing key. */
function unsigned() {
  const server = new TheMapServer({ key: "DemoTerminal" });
  const entry = { refundId: "1", status: "succeeded", amount: money("10.50", "RUB") };
  const payment = { paymentId: "00000000-0000-4000-8000-000000000004", merchantOrder: "order-4", captured: money("100.00", "RUB"), entries: [entry] };
  return server.buildWebhook("http://127.0.0.1:8081/themap", { refundId: "1", payment }, Date.now());
}

test("every provider's blocks, one after the other", async (context) => {
  const shop = new Shop();
  const scope = shop.scope();
  for (const { title, blocks } of SECTIONS) {
    for (const [place, code] of blocks.entries()) {
      await context.test(`${title}, block ${place + 1}`, async () => {
        scope.received = shop.received(title);
        await run(code, scope);
        const printed = shop.printed.splice(0);
        assert.equal(printed.length, said(code).length);
        for (const [at, comment] of said(code).entries()) assert.ok(comment.startsWith(printed[at]), `${printed[at]}, not ${comment}`);
      });
    }
  }
  const bytes = readFileSync(new URL("../pages/requests.txt", import.meta.url), "utf8");
  assert.deepEqual(shop.sent, bytes.trimEnd().split("\n"));
});
