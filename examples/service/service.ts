// Refunds as a service: three providers, one table, any number of instances. The same request again is the same refund.
import { readFileSync } from "node:fs";
import Database from "libsql";
import express, { type ErrorRequestHandler, type Response } from "express";
import { Bank131, TheMap, Tranzzo, isRefundError } from "refundkit";
import { httpRequest, runLedger, sendWithFetch } from "refundkit";
import type { HttpResponse, KeepsLedger, LedgerHost, LedgerRow } from "refundkit";
import type { Money, ReceivedRequest, RefundEvent } from "refundkit";

type Provider = KeepsLedger & { parseWebhook(webhook: ReceivedRequest): { event: RefundEvent } };
type Ledger = ReturnType<Provider["ledger"]>;
/** What the shop knows of a payment. `payment` are its ids, as its provider has them. */
interface Order {
  provider: string;
  payment: unknown;
  captured: Money;
}

const { PORT = "8081", WEBHOOKS = "8082" } = process.env;
const { STORE = "refunds.db", PROVIDERS = "providers.json" } = process.env;
const { bank131, themap, tranzzo } = JSON.parse(readFileSync(PROVIDERS, "utf8")); // credentials and configuration of each
const providers: Record<string, Provider> = {
  bank131: new Bank131(bank131.credentials, bank131.config),
  themap: new TheMap(themap.credentials, themap.config),
  tranzzo: new Tranzzo(tranzzo.credentials, tranzzo.config),
};
// Nobody refunds these payments but this service: without that, leave `noOtherRefunds` out.
const settings = { account: "refund-service", noOtherRefunds: true };

const db = new Database(STORE);
db.exec("PRAGMA busy_timeout = 5000; PRAGMA synchronous = EXTRA");
db.exec(`CREATE TABLE IF NOT EXISTS refund_ledgers (key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL,
    due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS orders (key TEXT PRIMARY KEY, known TEXT NOT NULL)`);
const select = db.prepare("SELECT body, version FROM refund_ledgers WHERE key = ?");
const insert = db.prepare(`INSERT INTO refund_ledgers VALUES (?, ?, 1, ?, ?, ?)
  ON CONFLICT DO NOTHING`);
const update = db.prepare(`UPDATE refund_ledgers SET body = ?, version = version + 1, due = ?,
  attention = ?, summary = ? WHERE key = ? AND version = ?`);
const due = db.prepare(`SELECT key FROM refund_ledgers JOIN orders USING (key)
  WHERE due <= ? AND known ->> 'provider' = ? ORDER BY due`);
const attention = db.prepare("SELECT key, summary FROM refund_ledgers WHERE attention <> 'none'");
const known = db.prepare("SELECT known FROM orders WHERE key = ?");
const know = db.prepare("INSERT INTO orders VALUES (?, ?) ON CONFLICT DO NOTHING");

const host: LedgerHost = {
  async load(key) {
    const row = select.get(key) as LedgerRow | undefined;
    return row && { body: row.body, version: row.version };
  },
  async store({ key, body, expected, due, attention, summary }) {
    const { changes } = expected
      ? update.run(body, due, attention, summary, key, expected)
      : insert.run(key, body, due, attention, summary);
    return changes === 1;
  },
  send: (step) => sendWithFetch(step),
};

const orderOf = (key: string): Order | undefined => {
  const row = known.get(key) as { known: string } | undefined;
  return row && JSON.parse(row.known);
};
const providerOf = (name: string): Provider => {
  const provider = providers[name];
  if (!provider) throw Object.assign(new Error(`no provider ${name}`), { status: 404 });
  return provider;
};

/** Tells the ledger of a payment something, and carries out what there is to do. */
async function run(
  key: string,
  tell: (ledger: Ledger) => void = () => {},
  acknowledge?: LedgerHost["acknowledge"],
  order = orderOf(key),
) {
  if (!order) throw Object.assign(new Error(`no payment ${key}`), { status: 404 });
  const { provider, payment, captured } = order;
  const ledger = providerOf(provider).ledger(settings, payment, captured, await host.load(key));
  tell(ledger);
  await runLedger(ledger, acknowledge ? { ...host, acknowledge } : host);
  return { key, ...ledger.view() };
}

const app = express(); // for people and programs of yours, behind your own login
const hooks = express(); // for the providers alone
const respond = (res: Response) => (reply: HttpResponse) =>
  void res.writeHead(reply.status, reply.headers.flat()).end(reply.body);

// Without a parser of JSON: a signature is of the bytes that came.
hooks.all("/webhooks/:provider", async (req, res) => {
  const provider = providerOf(req.params.provider);
  try {
    const { event } = provider.parseWebhook(await httpRequest(req)); // verified, or no event
    const key = provider.ledgerKeysOf(settings, event).find(orderOf);
    if (!key) return respond(res)(event.acknowledgement); // about no payment of ours
    const tell = (ledger: Ledger) => {
      ledger.listen(); // nothing is sent while the provider waits: the row is due
      ledger.webhook(event, Date.now());
    };
    await run(key, tell, respond(res)); // acknowledged after it was stored
    if (!res.headersSent) res.status(503).end(); // it could not be kept: it comes again
  } catch (error) {
    if (!isRefundError(error) || !error.reply) throw error;
    respond(res)(error.reply); // forged, or for someone else
  }
});

app.use(express.json());
app.post("/refunds", async (req, res) => {
  const { reference, refund, ...order } = req.body; // `reference` is the shop's own id of this refund
  const key = providerOf(order.provider).ledgerKey(settings, order.payment);
  const tell = (ledger: Ledger) => {
    ledger.request(reference, refund); // what is wrong throws, and nothing is kept
    know.run(key, JSON.stringify(order));
  };
  res.json(await run(key, tell, undefined, order));
});
// What support sees: refunds, receipts, what is left, alerts.
app.get("/payments", async (req, res) => void res.json(await run(String(req.query.key))));
app.get("/attention", (_, res) => void res.json(attention.all()));
// What a person found out, or did about an alert: the words of docs/on-call.md.
app.post("/decisions", async (req, res) => {
  const { key, word, reference, decision, entry, alert, by, note } = req.body;
  const tell = (ledger: Ledger) => {
    if (word === "decide") ledger.decide(reference, decision, by, note, Date.now());
    else if (word === "settle_alert") ledger.settleAlert(alert, by, note, Date.now());
    else if (word === "declare_external") ledger.declareExternal(entry, by, note, Date.now());
    else if (word === "cancel") ledger.cancel(reference, Date.now());
    else if (word === "ask_again") ledger.askAgain(reference, Date.now());
    else throw Object.assign(new Error(`no word ${word}`), { status: 404 });
  };
  res.json(await run(key, tell));
});

const failed: ErrorRequestHandler = (error, _req, res, _next) => {
  const { code, field, detail } = error;
  if (isRefundError(error)) res.status(422).json({ code, field, detail });
  else res.status(error.status ?? 500).json({ code: "failed", detail: String(error.message) });
};
for (const each of [app, hooks]) each.use(failed);
hooks.listen(Number(WEBHOOKS), "127.0.0.1");
app.listen(Number(PORT), "127.0.0.1", () => console.log(`refunds at http://127.0.0.1:${PORT}`));

/** Carries out what is due, as every instance does. A row or a provider that fails keeps no other. */
async function work(provider: string) {
  try {
    for (const { key } of due.all(Date.now(), provider) as { key: string }[])
      await run(key).catch((error) => console.error(key, error));
  } catch (error) {
    console.error(error);
  }
  setTimeout(work, 1000, provider);
}
// Whoever starts has the credentials of now.
const renew = (ledger: Ledger) =>
  ledger.view().alerts.some(({ kind }) => kind === "credentials_refused") &&
  ledger.credentialsChanged(Date.now());
for (const { key } of attention.all() as { key: string }[])
  run(key, renew).catch((error) => console.error(key, error));
Object.keys(providers).forEach(work);
