// The service of examples/service: compiled, killed at ten points, run twice on one table, told the same webhook twice.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventually, folder, freePort, root, simulate } from "./environment.mjs";

const service = join(root, "examples/service");
const tool = (name, ...args) => execFileSync(join(service, "node_modules/.bin", name), args, { cwd: service, stdio: "inherit" });
const key = (name) => readFileSync(join(root, `simulator/keys/${name}.pem`), "utf8");
const payment = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const rub = (minorUnits) => ({ minorUnits, currency: "RUB" });
const uah = (minorUnits) => ({ minorUnits, currency: "UAH" });
const DAY = 86_400_000;

const SHOP = {
  bank131: {
    credentials: { project: "demo-project", privateKey: key("merchant"), providerKeys: [key("provider_public")] },
    order: (number) => ({ payment: { sessionId: payment(number) }, captured: rub(10_000), refund: { amount: rub(1050) } }),
  },
  themap: {
    credentials: { key: "DemoTerminal", signingKey: "demo-signing-key" },
    order: (number) => ({
      payment: { mapOrderId: payment(number), merchantOrderId: `order-${number}` }, captured: rub(10_000), refund: { amount: rub(1050) },
    }),
  },
  tranzzo: {
    credentials: { posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "demo-key", apiSecret: "demo-secret", endpointsKey: "demo-endpoints-key" },
    order: (number) => ({ payment: { orderId: `order-${number}` }, captured: uah(10_000), refund: { amount: uah(1050) } }),
  },
};

/** What stands between the service and the providers. It calls `hit` once, before or after a request is passed on. */
class Gate {
  async open(target) {
    this.server = createServer((req, res) => this.pass(req, res, target)).listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.base = `http://127.0.0.1:${this.server.address().port}`;
  }

  at(moment, kind, hit) {
    this.armed = { moment, kind, hit };
  }

  pass(req, res, target) {
    const kind = /refund$/i.test(req.url) ? "refund" : "question";
    if (this.reached("before", kind)) return req.destroy();
    const passed = forward(`${target}${req.url}`, { method: req.method, headers: req.headers }, (answer) => {
      if (this.reached("after", kind)) return req.destroy();
      res.writeHead(answer.statusCode, answer.headers);
      answer.pipe(res);
    });
    req.pipe(passed);
  }

  reached(moment, kind) {
    const { armed } = this;
    if (armed?.moment !== moment || armed.kind !== kind) return false;
    this.armed = undefined;
    armed.hit();
    return true;
  }
}

/** One instance of the service. Its clock is ahead of the machine's by what a file says. */
class Instance {
  constructor(home) {
    this.home = home;
  }

  async start() {
    const [port, webhooks] = [await freePort(), await freePort()];
    this.base = `http://127.0.0.1:${port}`;
    this.hooks = `http://127.0.0.1:${webhooks}`;
    const ahead = `import { readFileSync } from "node:fs"; const now = Date.now; Date.now = () => now() + Number(readFileSync("${this.home}/ahead", "utf8"));`;
    const env = { ...process.env, PORT: port, WEBHOOKS: webhooks, STORE: `${this.home}/refunds.db`, PROVIDERS: `${this.home}/providers.json` };
    env.NODE_OPTIONS = `--import "data:text/javascript,${encodeURIComponent(ahead)}"`;
    this.child = spawn(process.execPath, ["service.js"], { cwd: service, env, stdio: ["ignore", "pipe", "inherit"] });
    await once(this.child.stdout, "data");
    return this;
  }

  kill() {
    this.child.kill("SIGKILL");
  }

  async call(path, data) {
    const options = data && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(data) };
    const response = await fetch(`${this.base}${path}`, { ...options, signal: AbortSignal.timeout(20_000) });
    return { status: response.status, told: await response.json() };
  }

  async ask(provider, number) {
    const { status, told } = await this.call("/refunds", { provider, reference: "return-1", ...SHOP[provider].order(number) });
    assert.equal(status, 200, JSON.stringify(told));
    return { key: told.key, ...told.refunds[0] };
  }
}

const gate = new Gate();
let simulator;
let target;
let announced;

/** Where webhooks go: to the instance that a test names, twice each. */
async function doubling() {
  const port = await freePort();
  const server = createServer(async (req, res) => {
    const body = Buffer.concat(await req.toArray());
    const headers = Object.fromEntries(Object.entries(req.headers).filter(([name]) => !["host", "connection", "content-length"].includes(name)));
    const told = () => fetch(`${target.hooks}/webhooks${req.url}`, { method: req.method, headers, body });
    const answers = target ? [await told(), await told()] : [];
    announced?.push(...answers.map(({ status }) => status));
    res.writeHead(answers[0]?.status ?? 503).end();
  });
  server.listen(port, "127.0.0.1").unref();
  return port;
}

before(async () => {
  tool("tsc");
  simulator = await simulate(await doubling());
  await gate.open(simulator.base);
});

after(() => {
  gate.server.close();
  gate.server.closeAllConnections();
  simulator.close();
});

/** A home of its own: a table, credentials, a clock. */
async function home() {
  const path = await folder();
  const providers = Object.entries(SHOP).map(([name, { credentials }]) => [name, { credentials, config: { endpoint: { loopback: `${gate.base}/${name}` } } }]);
  writeFileSync(`${path}/providers.json`, JSON.stringify(Object.fromEntries(providers)));
  writeFileSync(`${path}/ahead`, "0");
  return path;
}

test("it fits: 150 lines that are not blank, as prettier writes them", () => {
  tool("prettier", "--check", "service.ts");
  const lines = readFileSync(join(service, "service.ts"), "utf8").split("\n");
  assert.ok(lines.filter((line) => line.trim()).length <= 150, `${lines.length}`);
});

const POINTS = [
  ...["bank131", "tranzzo"].flatMap((provider) =>
    ["question", "refund"].flatMap((kind, at) => [[provider, kind, "before", 4 * at], [provider, kind, "after", 4 * at + 2]])),
  ["themap", "refund", "before", 0],
  ["themap", "refund", "after", 2],
];

for (const [provider, kind, moment, number] of POINTS) {
  test(`${provider}: killed ${moment} the ${kind} was passed on`, async () => {
    const path = await home();
    const killed = await new Instance(path).start();
    gate.at(moment, kind, () => killed.kill());
    await assert.rejects(killed.ask(provider, number));
    const moved = kind === "refund" && moment === "after" ? 1050 : 0;
    assert.equal((await simulator.order(provider, `order-${number}`)).moved, moved);

    const again = await new Instance(path).start();
    try {
      const refund = await settled(again, path, provider, number);
      const order = await simulator.order(provider, `order-${number}`);
      assert.equal(order.moved, refund.status === "succeeded" ? 1050 : 0);
      assert.ok(order.arrivals <= 1, "it arrived once");
      if (kind === "question") assert.equal(refund.status, "succeeded", "nothing had been sent");
    } finally {
      again.kill();
    }
  });
}

/** Asked for again on later and later days, until it has ended; a person who looks in the provider's books decides what nobody else can. */
async function settled(instance, path, provider, number) {
  for (let day = 0; day < 40; day += 1) {
    writeFileSync(`${path}/ahead`, String(day * DAY));
    const refund = await instance.ask(provider, number);
    if (refund.stage === "ended") return refund;
    if (refund.stage === "manual_review") await decided(instance, provider, number, refund);
  }
  throw new Error("it never ends");
}

let decisions = 0;

async function decided(instance, provider, number, { key, reference }) {
  const waiting = await instance.call("/attention");
  assert.deepEqual(waiting.told.map((row) => row.key), [key]);
  const { moved } = await simulator.order(provider, `order-${number}`);
  const { status } = await instance.call("/decisions", { key, word: "decide", reference, decision: moved > 0 ? "given_back" : "not_given_back", by: "anna", note: "looked in the portal" });
  assert.equal(status, 200);
  assert.deepEqual((await instance.call("/attention")).told, []);
  decisions += 1;
}

test("where the provider cannot tell, a person decided", () => assert.ok(decisions > 0));

test("two instances on one table, asked for the same refund at once, send it once", async () => {
  const path = await home();
  const [one, two] = [await new Instance(path).start(), await new Instance(path).start()];
  try {
    await Promise.all([one, two, one, two].map((instance) => instance.ask("bank131", 8)));
    await eventually(async () => assert.equal((await two.ask("bank131", 8)).status, "succeeded"));
    const { moved, arrivals } = await simulator.order("bank131", "order-8");
    assert.deepEqual({ moved, arrivals }, { moved: 1050, arrivals: 1 });
  } finally {
    one.kill();
    two.kill();
  }
});

test("a webhook that comes twice is acknowledged twice, and ends the refund once", async () => {
  const path = await home();
  target = await new Instance(path).start();
  announced = [];
  try {
    assert.equal((await target.ask("tranzzo", 1)).status, "pending");
    await eventually(async () => assert.deepEqual(announced, [200, 200]));
    const { key, status, stage } = await target.ask("tranzzo", 1);
    assert.deepEqual([status, stage], ["succeeded", "ended"]);
    target.kill();
    await target.start(); // the same table after a restart
    const { told } = await target.call(`/payments?key=${encodeURIComponent(key)}`);
    assert.deepEqual([told.left.minorUnits, told.refunds.length, told.alerts], [8950, 1, []]);
  } finally {
    target.kill();
  }
});

test("who reaches the port for webhooks reaches nothing else", async () => {
  const instance = await new Instance(await home()).start();
  try {
    for (const path of ["/refunds", "/decisions", "/payments?key=x", "/attention"])
      for (const method of ["GET", "POST"]) assert.equal((await fetch(`${instance.hooks}${path}`, { method })).status, 404);
    assert.equal((await fetch(`${instance.base}/webhooks/tranzzo`, { method: "POST", body: "{}" })).status, 404);
  } finally {
    instance.kill();
  }
});

test("a provider that hangs keeps no other waiting", async () => {
  const path = await home();
  const instance = await new Instance(path).start();
  const silent = createServer(() => {}).listen(0, "127.0.0.1"); // takes requests, and never responds
  await once(silent, "listening");
  const ask = async (provider, number) => {
    const wish = { provider, reference: "return-9", ...SHOP[provider].order(number) };
    const { told } = await instance.call("/refunds", wish);
    assert.notEqual(told.refunds[0].stage, "ended");
    return told.key;
  };
  const rowOf = (key) => {
    const db = new (createRequire(`${service}/package.json`)("libsql"))(`${path}/refunds.db`);
    const { due, summary } = db.prepare("SELECT due, summary FROM refund_ledgers WHERE key = ?").get(key);
    db.close();
    return { due, refund: JSON.parse(summary)[0] };
  };
  try {
    await simulator.faults({ bank131: { refunds: ["html_after"] }, themap: { refunds: ["rate_limited", "rate_limited"] } });
    const hanging = await ask("themap", 6);
    await ask("themap", 8);
    const key = await ask("bank131", 2);
    instance.kill();
    const providers = JSON.parse(readFileSync(`${path}/providers.json`, "utf8"));
    providers.themap.config.endpoint.loopback = `http://127.0.0.1:${silent.address().port}`;
    writeFileSync(`${path}/providers.json`, JSON.stringify(providers));
    assert.ok(rowOf(hanging).due);
    writeFileSync(`${path}/ahead`, String(3_600_000)); // everything is due
    await instance.start();
    await eventually(() => assert.equal(rowOf(key).refund.stage, "ended"), 20_000);
  } finally {
    instance.kill();
    silent.close();
    silent.closeAllConnections();
  }
});

test("what refused credentials kept back goes on with new ones, and what was not sent is cancelled", async () => {
  const path = await home();
  const instance = await new Instance(path).start();
  try {
    await simulator.faults({ tranzzo: { refunds: ["credentials_refused", "credentials_refused"] } });
    const waiting = await instance.ask("tranzzo", 8);
    assert.deepEqual([waiting.stage, waiting.reason], ["planned", "credentials_refused"]);
    const other = await instance.ask("tranzzo", 3);
    const { told } = await instance.call("/decisions", { key: other.key, word: "cancel", reference: other.reference });
    assert.equal(told.refunds[0].reason, "cancelled");
    assert.equal((await instance.call("/decisions", { key: other.key, word: "constructor" })).status, 404);
    instance.kill();
    writeFileSync(`${path}/ahead`, String(DAY)); // after the pause of a refusal
    await instance.start();
    await eventually(async () => assert.equal((await instance.ask("tranzzo", 8)).status, "succeeded"), 20_000);
    assert.equal((await simulator.order("tranzzo", "order-3")).moved, 0);
  } finally {
    instance.kill();
  }
});

test("what is wrong with a wish is said with its field, and nothing is sent", async () => {
  const instance = await new Instance(await home()).start();
  try {
    const order = SHOP.themap.order(4);
    const wish = { provider: "themap", reference: "return-1", ...order, refund: { amount: uah(1050) } };
    const { status, told } = await instance.call("/refunds", wish);
    assert.deepEqual([status, told.code, told.field], [422, "invalid_currency", "refund.amount.currency"]);
    const typo = await instance.call("/refunds", { ...wish, captured: { minorUnits: "100.00" } });
    assert.equal(typo.status, 422);
    assert.equal((await simulator.order("themap", "order-4")).arrivals, 0);
    assert.equal((await instance.ask("themap", 4)).stage, "ended", "what was wrong was not kept");
  } finally {
    instance.kill();
  }
});
