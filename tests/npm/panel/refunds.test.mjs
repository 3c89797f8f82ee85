// Refunds of one order, as a person gives them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "./environment.mjs";
import { base, button, give, loud, money, openForm, page, row, shot, simulator, verdict } from "./panel.mjs";

test("amounts are checked as they are typed, by refundkit", async () => {
  await openForm("bank131/order-0");
  const error = page.locator("#amount-error");
  for (const [text, says] of [
    ["abc", "has letters"],
    ["1,5", "has a comma"],
    ["10.555", "has more decimals than the currency"],
    ["0.00", "must be from 1 to"],
    ["100.01", "is more than what was left"],
  ]) {
    await page.fill("#amount", text);
    assert.match(await error.textContent(), new RegExp(says), text);
    assert.equal(await page.locator("#amount").getAttribute("aria-invalid"), "true");
  }
  await page.fill("#amount", "10.");
  assert.equal(await error.textContent(), "");
  await give();
  assert.match(await error.textContent(), /plain decimal/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "amount");
  assert.deepEqual(await money("bank131/order-0"), { moved: 0, arrivals: 0 });
  assert.deepEqual(loud, []);
});

for (const provider of ["bank131", "smart_glocal", "sberbank_legacy", "sberbank_gateway", "themap", "tranzzo"]) {
  test(`${provider}: in part, then the rest`, async () => {
    const order = `${provider}/order-0`;
    await openForm(order);
    await page.fill("#amount", "30.50");
    await give();
    await verdict("Given back");
    assert.deepEqual(await money(order), { moved: 3050, arrivals: 1 });
    await page.getByRole("button", { name: "Close" }).click();
    assert.match(await row(order).locator(".left").textContent(), /69\.50/);
    await openForm(order);
    await page.getByRole("button", { name: /All that is left/ }).click();
    await give();
    await verdict("Given back");
    assert.deepEqual(await money(order), { moved: 10_000, arrivals: 2 });
    assert.ok(await button(order).isDisabled());
    assert.deepEqual(loud, []);
  });

  test(`${provider}: decided later`, async () => {
    const order = `${provider}/order-1`;
    await openForm(order);
    await page.fill("#amount", "100");
    await give();
    await verdict("Given back");
    assert.deepEqual(await money(order), { moved: 10_000, arrivals: 1 });
  });
}

test("a lost response is looked up before one's eyes", async () => {
  await simulator.faults({ tranzzo: { refunds: ["drop_after"] } });
  await openForm("tranzzo/order-2");
  await page.fill("#amount", "30.50");
  await give();
  await verdict("Looking it up");
  await page.getByText("No response came back").waitFor();
  await page.getByText(/Asks the provider in \d s/).waitFor();
  await shot("lost");
  await verdict("Given back");
  await page.getByText("Asked for the status").waitFor();
  assert.deepEqual(await money("tranzzo/order-2"), { moved: 3050, arrivals: 1 });
});

test("a lost response of a refund that never arrived: asked, and not sent again by itself", async () => {
  await simulator.faults({ tranzzo: { refunds: ["drop_before"] } });
  await openForm("tranzzo/order-4");
  await page.fill("#amount", "10");
  await give();
  await verdict("Looking it up");
  await page.getByRole("button", { name: "Ask now" }).click();
  await page.getByText("Asked again by support").waitFor();
  await verdict("To check", 25_000);
  assert.deepEqual(await money("tranzzo/order-4"), { moved: 0, arrivals: 0 });
  await page.getByLabel("What you found").fill("no refund in the portal");
  await page.getByRole("button", { name: "It was not" }).click();
  await page.getByText("may still be on its way").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  assert.ok(await button("tranzzo/order-4").isDisabled(), "no second refund while the first is unclear");
  await page.goto(`${base}#refunds`); // a word that is refused is told here too
  const card = page.locator('[data-refund="tranzzo/order-4"]');
  await card.locator("summary").first().click();
  await card.getByLabel("What you found").fill("still none");
  await card.getByRole("button", { name: "It was not" }).click();
  await card.getByText("may still be on its way").waitFor({ timeout: 20_000 });
});

test("sent again only where the provider replays", async () => {
  await simulator.faults({ sberbank_gateway: { refunds: ["drop_after"] } });
  await openForm("sberbank_gateway/order-2");
  await page.fill("#amount", "10");
  await give();
  await verdict("Given back");
  await page.getByText("Sent again, the very same request").waitFor();
  assert.deepEqual(await money("sberbank_gateway/order-2"), { moved: 1000, arrivals: 2 });
});

test("a decline is told in the provider's words, once a look confirms it", async () => {
  await simulator.faults({ tranzzo: { refunds: ["refused"] } });
  await openForm("tranzzo/order-7");
  await page.fill("#amount", "10");
  await give();
  await verdict("Declined");
  await page.getByText(/refusal unconfirmed/).waitFor();
  await page.getByText(/\(HTTP 200, refused/).waitFor();
  assert.deepEqual(await money("tranzzo/order-7"), { moved: 0, arrivals: 1 });
  await page.getByRole("button", { name: "Close" }).click();
  assert.ok(await button("tranzzo/order-7").isEnabled());
});

test("what a refusal does not decide is decided by a person", async () => {
  await simulator.faults({ themap: { refunds: ["refused"] } });
  await openForm("themap/order-2");
  await page.fill("#amount", "10");
  await give();
  await page.getByText("AMOUNT_EXCEED").waitFor();
  await verdict("To check", 25_000);
  await page.getByLabel("What you found").fill("it is in the provider's portal");
  await page.getByRole("button", { name: "It was given back" }).click();
  await verdict("Given back");
  await page.getByText("Decided by support: it is in the provider's portal").waitFor();
  assert.deepEqual(await money("themap/order-2"), { moved: 0, arrivals: 1 });
});

test("how a refund went can be opened again from its order", async () => {
  await row("bank131/order-0").getByRole("button", { name: "Given back" }).click();
  await verdict("Given back");
  assert.equal(await page.locator("#dialog .trail li").count(), 5);
});

test("a response that does not fit is not believed: two looks decide", async () => {
  await simulator.faults({ smart_glocal: { refunds: ["lying_amount"] } });
  await openForm("smart_glocal/order-2");
  await page.fill("#amount", "10");
  await give();
  await page.getByText(/contradicted/).first().waitFor();
  await verdict("Given back", 20_000);
  assert.deepEqual(await money("smart_glocal/order-2"), { moved: 1000, arrivals: 1 });
});

test("refunds are found by the provider's number, and counted over time", async () => {
  await openForm("tranzzo/order-8");
  await page.fill("#amount", "1.5");
  await give();
  await verdict("Given back");
  await page.keyboard.press("Escape");
  const { refunds } = await (await page.request.get(`${base}/api/state`)).json();
  const mine = refunds.find(({ provider, merchantOrder }) => `${provider}/${merchantOrder}` === "tranzzo/order-8");
  await page.goto(`${base}#refunds`);
  await page.waitForSelector(".card");
  const counted = () => page.locator(".chart .data").evaluateAll((cells) => cells.reduce((sum, { textContent }) => sum + Number(textContent), 0));
  assert.equal(await counted(), refunds.filter(({ trail }) => trail.length).length);
  await page.getByLabel("Find").fill(mine.stands.refundId);
  await eventually(async () => assert.deepEqual([await page.locator(".card").count(), await counted()], [1, 1]));
  const column = page.locator(".chart td.good:has(.data:text-is('1'))");
  assert.ok((await column.evaluate(({ offsetHeight }) => offsetHeight)) > 50, "the only refund fills its column");
  await page.getByLabel("Find").fill("nobody");
  await page.getByRole("button", { name: "Show all" }).click();
  await eventually(async () => assert.equal(await page.locator(".card").count(), refunds.length));
  await shot("refunds");
  assert.deepEqual(loud, []);
});
