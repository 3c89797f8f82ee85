// Refunds with goods, and with the parts of sellers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { give, money, openForm, page, shot, verdict } from "./panel.mjs";
import { eventually } from "./environment.mjs";

test("goods and the parts of sellers travel, and must add up", async () => {
  await openForm("themap/order-4");
  await page.fill("#MUG-08", "1");
  await page.fill("#TEA-31", "2");
  assert.equal(await page.inputValue("#amount"), "42.50");
  assert.equal(await page.inputValue("#share-1202"), "30.00");
  await page.fill("#share-1202", "31");
  assert.match(await page.locator("#shares-error").textContent(), /add up|sum/);
  await page.fill("#share-1202", "30");
  await page.fill("#amount", "40");
  assert.notEqual(
    (await page.locator("#goods-error").textContent()) + (await page.locator("#shares-error").textContent()),
    "",
  );
  await page.fill("#amount", "42.50");
  await page.getByText("The exact request, secrets masked").click();
  const request = page.locator("#dialog pre");
  await request.waitFor();
  await eventually(async () =>
    assert.match(await request.textContent(), /"goods":\[\{"name":"Ceramic mug","price":"1250"\}/),
  );
  assert.match(await request.textContent(), /"split_terminal_id":1201/);
  await shot("goods");
  await give();
  await verdict("Given back");
  assert.deepEqual(await money("themap/order-4"), { moved: 4250, arrivals: 1 });
});

for (const [order, shows] of [
  ["sberbank_legacy/order-2", /refundItems/],
  ["sberbank_gateway/order-4", /"orderBundle".*"sell_refund"/],
]) {
  test(`${order}: goods`, async () => {
    await openForm(order);
    await page.fill("#POT-02", "1");
    await give();
    await verdict("Given back");
    await page.getByText("The exact request, secrets masked").click();
    assert.match(await page.locator("#dialog pre").textContent(), shows);
    assert.deepEqual(await money(order), { moved: 3000, arrivals: 1 });
  });
}

test("tranzzo: a split refund", async () => {
  await openForm("tranzzo/order-8");
  await page.fill("#amount", "10");
  await page.fill("#share-clay-and-co", "4");
  await page.fill("#share-tea-house", "6");
  await give();
  await verdict("Given back");
  await page.getByText("The exact request, secrets masked").click();
  assert.match(await page.locator("#dialog pre").textContent(), /"sub_merchant_id":"clay-and-co"/);
});
