// A webhook endpoint for the refunds that refund.mjs made: `node webhooks.mjs`.
// Verified, stored in the ledger, and only then acknowledged. The ledger drops what came before.
import express from "express";
import { httpRequest, isRefundError, runLedger } from "refundkit";
import { host } from "./host.mjs";
import { keyOf, ledgerOf, settings, tranzzo } from "./tranzzo.mjs";

const app = express().set("env", "production"); // an error that is not ours shows no stack trace
// No parser: a signature is of the bytes that came. An error that is not ours is a 500: the provider delivers once more.
app.post("/tranzzo", async (request, response) => {
  await heard(request, (reply) => respond(response, reply));
  if (!response.headersSent) response.status(503).end(); // it could not be kept: it comes again
});

const server = app.listen(Number(process.env.PORT ?? 8081), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}/tranzzo`),
);

async function heard(request, reply) {
  try {
    const { event } = tranzzo.parseWebhook(await httpRequest(request));
    if (!isOurs(event) || !(await host.load(keyOf(event.merchantOrder)))) return reply(event.acknowledgement);
    await told(await ledgerOf(event.merchantOrder), event, reply);
  } catch (error) {
    if (!isRefundError(error) || !error.reply) throw error;
    console.log(`refused, ${error.code}`);
    reply(error.reply);
  }
}

/** Whether the event is about an order whose number is ours. */
const isOurs = (event) => tranzzo.ledgerKeysOf(settings, event).includes(keyOf(event.merchantOrder ?? "-"));

async function told(ledger, event, acknowledge) {
  ledger.listen(); // what there is to send is left to the row's `due`: the provider waits for a response
  ledger.webhook(event, Date.now());
  await runLedger(ledger, { ...host, acknowledge });
  for (const { reference, status } of ledger.view().refunds) console.log(`${event.merchantOrder}: ${reference}: ${status}`);
}

function respond(response, { status, headers, body }) {
  response.status(status).set(Object.fromEntries(headers)).end(body);
}
