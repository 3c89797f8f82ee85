// Many at once: a batch of refunds, and Google's own questions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { base, money, page, row, shot, simulator } from "./panel.mjs";
import { eventually } from "./environment.mjs";

test("a batch: a bar, and what went through, what to check, what was refused", async () => {
  await simulator.faults({
    bank131: { refunds: ["drop_after"] },
    tranzzo: { refunds: ["refused"] },
    themap: { refunds: ["refused"] },
    smart_glocal: { refunds: ["lying_currency"] },
  });
  const orders = [
    "bank131/order-8",
    "smart_glocal/order-8",
    "sberbank_legacy/order-8",
    "sberbank_gateway/order-8",
    "themap/order-8",
    "tranzzo/order-9",
  ];
  for (const order of orders) await row(order).getByRole("checkbox").check();
  await page.getByText("6 selected").waitFor();
  await page.getByRole("button", { name: "Refund all that is left" }).click();
  await page.locator("#dialog button[type=submit]").evaluate((button) => (button.click(), button.click()));
  await page.locator("#dialog progress").waitFor();
  await page.reload(); // the batch goes on, and the page finds it again
  await page.getByText("The batch is through").waitFor({ timeout: 30_000 });
  const summary = await page
    .locator(".summary > div")
    .evaluateAll((boxes) => boxes.map((box) => box.innerText.replace(/\s+/g, " ").trim()));
  assert.deepEqual(summary, ["To check 1", "Not given back 1", "Waiting 0", "Given back 4"]);
  await shot("batch");
  for (const order of orders) {
    const { moved, arrivals } = await money(order);
    assert.deepEqual({ moved, arrivals }, { moved: /^(themap|tranzzo)/.test(order) ? 0 : 10_000, arrivals: 1 }, order);
  }
});

/** Opens a batch of one order. */
async function openBatch(order) {
  await row(order).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Refund all that is left" }).click();
}

test("a dialog that is closed while its batch is sent leaves nothing behind", async () => {
  await page.route("**/api/batches", async (route) => (await sleep(1000), route.continue()));
  await openBatch("bank131/order-6");
  const response = page.waitForResponse("**/api/batches");
  await page.locator("#dialog button[type=submit]").click();
  await page.keyboard.press("Escape");
  await response;
  await row("bank131/order-6").getByText("Given back").waitFor({ timeout: 20_000 });
  assert.equal(await page.evaluate(() => sessionStorage.getItem("draft")), null);
  await page.reload();
  await page.waitForSelector(".row");
  assert.equal(await page.locator("#dialog[open]").count(), 0);
});

test("a batch that is too large is said to be", async () => {
  await page.route("**/api/batches", (route) => route.continue({ postData: JSON.stringify(["x".repeat(300_000)]) }));
  await openBatch("bank131/order-4");
  await page.locator("#dialog button[type=submit]").click();
  await page.locator("#dialog").getByText("too many at once").waitFor({ timeout: 20_000 });
});

test("Google asks, and the ledger of the payment decides", async () => {
  const ask = (requestId, minorUnits) => simulator.google({ requestId, captureId: "capture-1", minorUnits });
  await page.goto(`${base}#google`);
  await ask("g-1", 3000);
  await ask("g-1", 3000);
  await ask("g-2", 9000);
  await ask("g-1", 4000);
  await eventually(async () => assert.equal(await page.locator(".ask").count(), 4));
  const labels = await page.locator(".ask .pill").allInnerTexts();
  assert.deepEqual(labels.map((label) => label.replace(/^\W\s*/, "")).reverse(), [
    "Given back",
    "Repeated",
    "Declined",
    "Refused",
  ]);
  await page.getByText("70.00 USD left").waitFor();
  await shot("google");
});
