// The relay: two servers in one process. The panel's is for people and stays inside; the webhooks' is for the providers.
import express from "express";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isRefundError } from "refundkit";
import { attentionList } from "./attention.js";
import { bankOf } from "./bank.js";
import { clockOf } from "./clock.js";
import { connect } from "./connections.js";
import { googleDesk } from "./google.js";
import { Conflict } from "./records.js";
import { refundService } from "./refunds.js";
import { ordersOf } from "./shop.js";
import { openStore } from "./store.js";
import { repeat, startWorker } from "./worker.js";

const here = dirname(fileURLToPath(import.meta.url));

/** Milliseconds after which a page sees what another relay did. */
const FOLLOW = 1000;

const LOOPBACK = ["127.0.0.1", "localhost"];

const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/**
 * Starts both; gives their servers. `openEnvelope` verifies the PGP or JWE envelope that Google seals a request in, and gives the
 * request inside, or null where it is not Google's. Without it every request of Google's is refused. `hosts` are the names that the
 * page is reached by, `personHeader` the header in which a login before the relay says who it is. `credentialsChanged` says that what
 * the providers refused is not what it has now.
 */
export async function start({ simulator, database, port, webhookPort, openEnvelope, clock = clockOf(), ...options }) {
  const { hosts, personHeader, credentialsChanged = false } = options;
  const store = await openStore(database);
  const orders = await ordersOf(simulator);
  const streams = new Set();
  const tally = { settled: 0, repeated: 0, forged: 0 };
  const tell = (name) => (data) =>
    streams.forEach((stream) => stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
  const count = (what) => ((tally[what] += 1), tell("webhook")(tally));
  const connections = connect(simulator);
  const told = { changed: tell("refund"), paymentChanged: tell("payment") };
  const refunds = refundService({ connections, store, orders, clock, ...told });
  const google = googleDesk({ store, bank: bankOf(store), openEnvelope, changed: tell("google") });
  const named = (key) => refunds.named(key) || google.named(key);
  const attention = attentionList({ store, named, changed: tell("attention") });
  await refunds.recover({ credentialsChanged });
  const following = repeat(() => Promise.all([refunds.follow(), google.follow(), attention.follow()]), FOLLOW);
  const rounds = [startWorker(refunds), startWorker(google), following];
  const servers = [
    panel({ orders, refunds, google, attention, tally, streams, hosts, personHeader }).listen(port, "127.0.0.1"),
    webhooks({ connections, refunds, google, count }).listen(webhookPort, "127.0.0.1"),
  ];
  await Promise.all(
    servers.map((server) => new Promise((done, failed) => server.once("listening", done).once("error", failed))),
  );
  return {
    panel: servers[0],
    webhooks: servers[1],
    /** At once: what is under way is found out by whoever goes on. */
    close() {
      rounds.forEach((each) => each.stop());
      servers.forEach((server) => (server.close(), server.closeAllConnections()));
      return store.close();
    },
  };
}

function panel({ orders, refunds, google, attention, tally, streams, hosts = LOOPBACK, personHeader }) {
  const app = express().set("env", "production").disable("x-powered-by").disable("etag");
  app.use((request, response, next) => (response.set(HEADERS), next()));
  app.use("/refundkit", express.static(join(here, "node_modules/refundkit/dist")));
  app.use("/lit-html", express.static(join(here, "node_modules/lit-html")));
  app.use("/charts.css", express.static(join(here, "node_modules/charts.css/dist")));
  app.use(express.static(join(here, "public")));
  app.use("/api", sameOrigin(hosts), known(personHeader), express.json({ limit: "256kb" }));
  app.get("/api/state", async (request, response) =>
    response.json({
      orders,
      refunds: await refunds.all(),
      payments: await refunds.payments(),
      attention: await attention.rows(),
      google: await google.state(),
      webhooks: tally,
    }),
  );
  app.get("/api/events", (request, response) => stream(streams, response));
  app.post("/api/preview", (request, response) => response.json(refunds.preview(request.body)));
  app.post("/api/refunds", async (request, response) => response.status(202).json(await refunds.begin(request.body)));
  app.post("/api/batches", async (request, response) =>
    response.status(202).json(await Promise.all(request.body.map((wish) => tried(refunds, wish)))),
  );
  for (const word of ["ask", "decide", "cancel"]) {
    app.post(`/api/refunds/:id/${word}`, async ({ params: { id }, body, by }, response) =>
      (await refunds.has(id)) ? response.status(204).end(await refunds[word](id, body, by)) : response.status(404).end(),
    );
  }
  for (const word of ["settle", "external"]) {
    app.post(`/api/orders/:provider/:paymentId/${word}`, async ({ params, body, by }, response) =>
      refunds.found(params) ? response.status(204).end(await refunds[word](params, body, by)) : response.status(404).end(),
    );
  }
  app.post("/api/captures/:captureId/settle", async ({ params, body, by }, response) =>
    google.has(params) ? response.status(204).end(await google.settle(params, body, by)) : response.status(404).end(),
  );
  return app.use(refusal);
}

/** Another site's page must not make this browser refund: a JSON body and the origin both have to be ours. */
const sameOrigin = (hosts) => (request, response, next) => {
  const site = request.get("sec-fetch-site") ?? "same-origin";
  const host = (request.get("host") ?? "").replace(/:\d+$/, "");
  const ours = ["same-origin", "none"].includes(site) && hosts.includes(host);
  const typed = request.method === "GET" || request.is("application/json");
  return ours && typed ? next() : response.status(403).end();
};

/** Who it is, as the login before the relay says. Where a login is to say it and does not, somebody came around it. */
const known = (header) => (request, response, next) => {
  request.by = header ? request.get(header) : "support";
  return request.by ? next() : response.status(403).end();
};

function stream(streams, response) {
  response.set("content-type", "text/event-stream").flushHeaders();
  response.write("retry: 1000\n\n");
  streams.add(response);
  response.on("close", () => streams.delete(response));
}

/** One of a batch: what is wrong with one does not keep the others. */
async function tried(refunds, wish) {
  try {
    return await refunds.begin(wish);
  } catch (error) {
    if (!isRefundError(error) && !(error instanceof Conflict)) throw error;
    return { id: wish.id, provider: wish.provider, paymentId: wish.paymentId, refused: error.detail ?? error.message };
  }
}

function refusal(error, request, response, next) {
  if (isRefundError(error))
    return response.status(422).json({ field: error.field, detail: error.detail, code: error.code });
  if (error.type === "entity.too.large") return response.status(413).json({ field: "", detail: "These are too many at once: choose fewer." });
  if (error instanceof Conflict) return response.status(409).json({ field: "", detail: error.message });
  return next(error);
}

function webhooks({ connections, refunds, google, count }) {
  const app = express().set("env", "production").disable("x-powered-by");
  app.use(express.raw({ type: () => true, limit: "1mb" })); // signatures are of the bytes that came
  app.use("/google", (request, response) => google.handle(received(request)).then((reply) => respond(response, reply)));
  app.use("/:provider", async (request, response) => {
    const { provider } = request.params;
    respond(
      response,
      Object.hasOwn(connections, provider)
        ? await heard(provider, connections[provider], received(request), refunds, count)
        : { status: 404, headers: [], body: "" },
    );
  });
  return app;
}

/** Verified, stored, and only then acknowledged; what is not verified gets the provider's own refusal. */
async function heard(provider, connection, request, refunds, count) {
  try {
    if (!connection.parseWebhook) return await noticed(provider, connection.parseNotice(request).notice, refunds);
    const { news, reply } = await refunds.heard(provider, connection.parseWebhook(request).event);
    count(news ? "settled" : "repeated");
    return reply;
  } catch (error) {
    if (!isRefundError(error) || !error.reply) throw error;
    count("forged");
    return error.reply;
  }
}

async function noticed(provider, notice, refunds) {
  await refunds.noticed(provider, notice);
  return notice.acknowledgement;
}

const received = ({ method, originalUrl, headers, body }) => ({ method, url: originalUrl, headers, body });
const respond = (response, { status, headers, body }) =>
  response.status(status).set(Object.fromEntries(headers)).end(body);

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const {
    SIMULATOR = "http://127.0.0.1:8080",
    STORE = join(here, "data/refunds.db"),
    DATABASE_URL = STORE,
    PORT = 8090,
    WEBHOOKS = 8081,
    PACE = 1,
    HOSTS = LOOPBACK.join(),
    PERSON_HEADER,
  } = process.env;
  const started = await start({
    simulator: SIMULATOR,
    database: DATABASE_URL,
    port: Number(PORT),
    webhookPort: Number(WEBHOOKS),
    clock: clockOf(Number(PACE)),
    hosts: HOSTS.split(","),
    personHeader: PERSON_HEADER,
    credentialsChanged: process.argv.includes("credentials-changed"),
  });
  console.log(`http://127.0.0.1:${started.panel.address().port}`);
}
