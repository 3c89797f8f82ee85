// One refund: `node refund.mjs ORDER AMOUNT ID [credentials-changed]`. The id is your own, such as the number of a return: each return has another one.
// Run it again at any time, also after a crash: the same id is the same refund, and goes on where it stands.
import { format, money, runLedger } from "refundkit";
import { host } from "./host.mjs";
import { ledgerOf } from "./tranzzo.mjs";

const [order, amount, id, news] = process.argv.slice(2);
if (!id) throw new Error("usage: node refund.mjs ORDER AMOUNT ID [credentials-changed]");

const ledger = await ledgerOf(order);
ledger.request(id, { amount: money(amount, "UAH") }); // what is wrong with it throws here, and nothing was sent
// Only when they are new: each refusal uses up one of the refund's few sendings.
if (news === "credentials-changed") ledger.credentialsChanged(Date.now());
const due = await runLedger(ledger, host);

const refund = ledger.refund(id);
const { left, alerts } = ledger.view();
console.log(`${order}: ${refund.status} ${format(refund.amount)} ${refund.amount.currency} (${refund.reason ?? refund.stage})`);
console.log(`left to give back: ${format(left)} ${left.currency}`);
for (const { kind } of alerts) console.log(`a person has to look: ${kind}`);
// A worker does this for every row that is due: SELECT key FROM refund_ledgers WHERE due <= ?
if (due !== null) console.log(`run it again after ${new Date(due).toISOString()}`);
process.exitCode = refund.status === "succeeded" ? 0 : 1;
