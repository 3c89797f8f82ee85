// A webhook endpoint for the refunds that refund.mjs stored: `node webhooks.mjs`.
// Verify, drop what came before, settle, store, and only then acknowledge.
import express from "express";
import { rename, writeFile } from "node:fs/promises";
import { Tranzzo, isRefundError, outcomeFromStored, merge, outcomeToStored } from "refundkit";
import { fileOf, textOf, tranzzo } from "./tranzzo.mjs";

const app = express().set("env", "production"); // an error that is not ours shows no stack trace
const raw = express.raw({ type: () => true, limit: "1mb" }); // a signature is of the bytes that came

app.post("/tranzzo", raw, async (request, response) => respond(response, await heard(request)));

// An error that is not ours is a 500: the provider delivers once more.
const server = app.listen(Number(process.env.PORT ?? 8081), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}/tranzzo`),
);

/** The HTTP response to give. */
async function heard({ method, url, headers, body }) {
  try {
    const event = tranzzo.parseWebhook({ method, url, headers, body }).event;
    console.log(`${event.merchantOrder}: ${await settled(event)}`);
    return event.acknowledgement;
  } catch (error) {
    if (!isRefundError(error) || !error.reply) throw error;
    console.log(`refused, ${error.code}`);
    return error.reply;
  }
}

async function settled(event) {
  const file = fileOf(event.merchantOrder ?? "");
  const stored = await textOf(file);
  if (!stored) return "no refund of ours";
  const { seen, outcome } = JSON.parse((await textOf(`${file}.outcome`)) ?? '{"seen":[]}');
  if (seen.includes(event.dedupeKey)) return "came before, dropped";
  const news = tranzzo.settle(Tranzzo.refundFromStored(stored), event);
  const known = outcome ? merge(outcomeFromStored(outcome), news) : news;
  await replace(`${file}.outcome`, JSON.stringify({ seen: [...seen, event.dedupeKey], outcome: outcomeToStored(known) }));
  return known.status;
}

async function replace(file, text) {
  await writeFile(`${file}.new`, text, { flush: true });
  await rename(`${file}.new`, file);
}

function respond(response, { status, headers, body }) {
  response.status(status).set(Object.fromEntries(headers)).end(body);
}
