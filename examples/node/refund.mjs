// One refund, from the question before it to the last word: `node refund.mjs [order] [amount]`.
// After a crash run it again: it goes on with the refund that it stored, and sends no second one.
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Tranzzo, baseline, format, httpResponse, merge, money, newIdempotencyKey } from "refundkit";
import { fileOf, textOf, tranzzo } from "./tranzzo.mjs";

const [order = "order-2", amount = "10.50"] = process.argv.slice(2);
const patience = Number(process.env.PATIENCE ?? Infinity); // a test waits for no real bank

const { refund, outcome } = (await continued()) ?? (await begun());
const last = await followed(refund, outcome);
console.log(
  `${order}: ${last.status}`,
  last.amount ? `${format(last.amount)} ${last.amount.currency}` : (last.message ?? ""),
);
process.exitCode = last.nextAction === "done" ? 0 : 1;

async function begun() {
  const refund = { orderId: order, amount: { partial: money(amount, "UAH") }, reference: newIdempotencyKey() };
  refund.baseline = baseline(await ask(refund));
  if (!refund.baseline) throw new Error(`${order}: its status cannot be had, nothing was sent`);
  const request = tranzzo.buildRequest(refund);
  await writeFile(fileOf(order), Tranzzo.refundToStored(refund), { flag: "wx", flush: true });
  return { refund, outcome: tranzzo.parseResponse(refund, await send(request)).outcome };
}

/** A stored refund may have been sent: nothing is known of it, as after a lost response. */
async function continued() {
  const stored = await textOf(fileOf(order));
  if (!stored) return null;
  const refund = Tranzzo.refundFromStored(stored);
  return { refund, outcome: tranzzo.parseResponse(refund, null).outcome };
}

async function followed(refund, outcome, tries = 20) { // then a person had better look
  const next = { wait: asked, query_status: asked, resend_same: sentAgain }[outcome.nextAction];
  if (!next || tries === 0) return outcome;
  console.log(`${order}: ${outcome.status}, so ${outcome.nextAction}`);
  await sleep(Math.min(outcome.askAfterMs ?? 1000, patience));
  return followed(refund, merge(outcome, await next(refund)), tries - 1);
}

async function asked(refund) {
  return tranzzo.resolve(refund, await ask(refund));
}

async function sentAgain(refund) {
  return tranzzo.parseResponse(refund, await send(tranzzo.buildRequest(refund))).outcome;
}

async function ask(refund) {
  return tranzzo.parseStatusResponse(refund, await send(tranzzo.buildStatusRequest(refund))).snapshot;
}

/** Once. A timeout, a broken connection and half a response are all the same: a lost response. */
function send(request) {
  return fetch(request.url, { ...request, signal: AbortSignal.timeout(10_000) }).then(httpResponse, () => null);
}
