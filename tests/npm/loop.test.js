// What the loop does with a host that makes mistakes.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { load } from "./installed.js";

const { Tranzzo, money, runLedger } = await load();
const SECRET = "s3cr3t-of-the-shop";
const tranzzo = new Tranzzo({ posId: "pos-1", apiKey: "key", apiSecret: SECRET, endpointsKey: "endpoints" });

/** A ledger of one wish, and a table of one row. */
function wished() {
  const [settings, payment, captured] = [{ account: "shop" }, { orderId: "123" }, money("100.00", "UAH")];
  let row;
  const open = () => tranzzo.ledger(settings, payment, captured, row);
  const store = async ({ body, expected }) => {
    if (expected !== Number(row?.version ?? 0)) return false;
    row = { body, version: String(expected + 1) }; // as node-postgres gives it
    return true;
  };
  const ledger = open();
  ledger.request("return-1", { amount: money("10.50", "UAH") });
  return { ledger, open, host: { load: async () => row, store } };
}

/** What is printed while a host runs that hears of no failure. */
async function printed(send) {
  const { ledger, host } = wished();
  const error = mock.method(console, "error", () => {});
  try {
    await runLedger(ledger, { ...host, send });
    return error.mock.calls.map((call) => call.arguments.join(" "));
  } finally {
    error.mock.restore();
  }
}

test("a mistake in send is named where nobody hears it, and nothing else of it is", async () => {
  const lines = await printed(async (step) => { throw new ReferenceError(JSON.stringify({ ...step.request })); });
  assert.match(lines[0], /^refundkit: send threw ReferenceError, and the response counts as lost/);
  assert.doesNotMatch(lines.join(), new RegExp(SECRET));
});

test("a send that gives nothing has forgotten to", async () => {
  assert.match((await printed(async () => undefined))[0], /send threw TypeError/);
  assert.match((await printed(async () => { throw "no error"; }))[0], /send threw string/);
});

test("what is no function is refused before anything is done", async () => {
  const { ledger, host } = wished();
  const send = async () => null;
  for (const [name, wrong] of [["send", undefined], ["load", "row"], ["store", null], ["clock", 5]]) {
    const given = { ...host, send, [name]: wrong };
    await assert.rejects(runLedger(ledger, given), { name: "TypeError", message: `${name} must be a function` });
  }
  assert.equal(ledger.refund("return-1").sendings, 0);
});

test("a lost response is no mistake", async () => {
  assert.deepEqual(await printed(async () => null), []);
});

test("a host that hears of failures hears what is wrong with send, and nothing is printed", async () => {
  const { ledger, host } = wished();
  const heard = [];
  const sendFailed = (step, error) => heard.push(error.message);
  await runLedger(ledger, { ...host, send: async () => {}, sendFailed });
  assert.deepEqual(heard, ['send must give a response, null or "notSent"']);
});

test("a row whose version the driver gives as a text is opened", async () => {
  const { ledger, open, host } = wished();
  await runLedger(ledger, { ...host, send: async () => "notSent" });
  assert.equal(open().refund("return-1").stage, "planned");
});
