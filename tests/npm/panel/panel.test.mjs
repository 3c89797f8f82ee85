// The admin panel in a real browser, against the simulator, as a person uses it.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, beforeEach, test } from "node:test";
import { chromium } from "playwright-core";
import { start } from "../../../examples/admin-panel/server.js";
import { eventually, folder, freePort, simulate } from "./stage.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE = 1500;
const SHOTS = process.env.SHOTS;

let simulator, relay, browser, page, settings, base;
let loud = [];

before(async () => {
  const webhookPort = await freePort();
  simulator = await simulate(webhookPort);
  settings = {
    simulator: simulator.base,
    file: `${await folder()}/store.json`,
    port: await freePort(),
    webhookPort,
    patience: PATIENCE,
  };
  relay = await start(settings);
  base = `http://127.0.0.1:${settings.port}`;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  relay?.close();
  simulator?.close();
});

beforeEach(async () => {
  await page?.context().close();
  page = await open({ viewport: { width: 1180, height: 820 } });
  loud = [];
});

async function open(options) {
  const opened = await (await browser.newContext({ reducedMotion: "reduce", ...options })).newPage();
  opened.on("pageerror", (error) => loud.push(error.message));
  opened.on("console", (message) => message.type() === "error" && loud.push(message.text()));
  await opened.goto(base);
  await opened.waitForSelector(".row");
  return opened;
}

const row = (order) => page.locator(`[data-order="${order}"]`);
const button = (order) => row(order).getByRole("button", { name: "Refund" });
const openForm = (order) => button(order).click();
const give = () => page.locator("#dialog button[type=submit]").click();
const verdict = (label, timeout = 12_000) => page.locator("#dialog .verdict", { hasText: label }).waitFor({ timeout });
const money = async (order) => {
  const { moved, arrivals } = await simulator.order(...order.split("/"));
  return { moved, arrivals };
};
const shot = async (name) =>
  SHOTS && (await mkdir(SHOTS, { recursive: true }), await page.screenshot({ path: `${SHOTS}/${name}.png` }));

test("all providers' orders are there, under a strict policy, without an error", async () => {
  assert.equal(await page.locator(".row").count(), 60);
  const policy = (await page.request.get(base)).headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'/);
  await page.getByLabel("Provider").selectOption("themap");
  assert.equal(await page.locator(".row").count(), 10);
  await page.getByLabel("Find").fill("maria");
  assert.equal(await page.locator(".row").count(), 1);
  await page.getByLabel("Find").fill("nobody");
  await page.getByText("No order matches").waitFor();
  assert.deepEqual(loud, []);
});

test("amounts are checked as they are typed, by refundkit", async () => {
  await openForm("bank131/order-0");
  const error = page.locator("#amount-error");
  for (const [text, says] of [
    ["abc", "is not a plain decimal"],
    ["1,5", "is not a plain decimal"],
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

test("a lost answer is looked up before one's eyes", async () => {
  await simulator.faults({ tranzzo: { refunds: ["drop_after"] } });
  await openForm("tranzzo/order-2");
  await page.fill("#amount", "30.50");
  await give();
  await verdict("Looking it up");
  await page.getByText("No answer came back").waitFor();
  await page.getByText(/Asks the provider in \d s/).waitFor();
  await shot("lost");
  await verdict("Given back");
  await page.getByText("Asked for the status").waitFor();
  assert.deepEqual(await money("tranzzo/order-2"), { moved: 3050, arrivals: 1 });
});

test("a lost answer of a refund that never arrived: asked, and not sent again by itself", async () => {
  await simulator.faults({ tranzzo: { refunds: ["drop_before"] } });
  await openForm("tranzzo/order-4");
  await page.fill("#amount", "10");
  await give();
  await verdict("Looking it up");
  await page.getByRole("button", { name: "Ask now" }).click();
  await page.getByText("not seen").first().waitFor();
  assert.deepEqual(await money("tranzzo/order-4"), { moved: 0, arrivals: 0 });
  await page.getByRole("button", { name: /Close/ }).click();
  assert.ok(await button("tranzzo/order-4").isDisabled(), "no second refund while the first is unclear");
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

test("a decline is told in the provider's words", async () => {
  await simulator.faults({ themap: { refunds: ["refused"] } });
  await openForm("themap/order-2");
  await page.fill("#amount", "10");
  await give();
  await verdict("Declined");
  await page.getByText("AMOUNT_EXCEED").waitFor();
  assert.deepEqual(await money("themap/order-2"), { moved: 0, arrivals: 1 });
  await page.getByRole("button", { name: "Close" }).click();
  assert.ok(await button("themap/order-2").isEnabled());
});

test("how a refund went can be opened again from its order", async () => {
  await row("bank131/order-0").getByRole("button", { name: "Given back" }).click();
  await verdict("Given back");
  assert.equal(await page.locator("#dialog .trail li").count(), 4);
});

test("an answer that does not fit is for a person", async () => {
  await simulator.faults({ smart_glocal: { refunds: ["lying_amount"] } });
  await openForm("smart_glocal/order-2");
  await page.fill("#amount", "10");
  await give();
  await verdict("To check");
  await page.getByText("amount mismatch").waitFor();
});

test("two clicks, two tabs and a reload are one refund", async () => {
  await simulator.faults({ bank131: { refunds: ["slow"] } });
  await openForm("bank131/order-2");
  await page.fill("#amount", "20");
  await page
    .locator("#dialog button[type=submit]")
    .evaluate((button) => (button.click(), button.click(), button.click()));
  await verdict("Sending");
  await page.reload();
  await verdict("Given back");
  await page.getByRole("heading", { name: "20.00 RUB of order-2" }).waitFor();
  assert.deepEqual(await money("bank131/order-2"), { moved: 2000, arrivals: 1 });
});

test("the same key sent twice at once is one refund, and with another amount it is refused", async () => {
  const wish = {
    id: crypto.randomUUID(),
    provider: "bank131",
    paymentId: "00000000-0000-4000-8000-000000000004",
    amount: "7",
  };
  const send = (data) => page.request.post(`${base}/api/refunds`, { data });
  const answers = await Promise.all([send(wish), send(wish), send(wish)]);
  assert.deepEqual(
    answers.map((answer) => answer.status()),
    [202, 202, 202],
  );
  assert.equal((await send({ ...wish, amount: "8" })).status(), 409);
  assert.equal(
    (await send({ ...wish, id: crypto.randomUUID() })).status(),
    409,
    "an undecided refund of the same order",
  );
  await eventually(async () => assert.deepEqual(await money("bank131/order-4"), { moved: 700, arrivals: 1 }));
});

test("another site cannot make the browser refund", async () => {
  const data = JSON.stringify({
    id: crypto.randomUUID(),
    provider: "bank131",
    paymentId: "00000000-0000-4000-8000-000000000006",
    amount: "7",
  });
  const send = (headers) => page.request.post(`${base}/api/refunds`, { data, headers });
  assert.equal((await send({ "content-type": "text/plain" })).status(), 403);
  assert.equal((await send({ "content-type": "application/json", "sec-fetch-site": "cross-site" })).status(), 403);
  assert.equal((await send({ "content-type": "application/json", host: "panel.example" })).status(), 403);
  assert.deepEqual(await money("bank131/order-6"), { moved: 0, arrivals: 0 });
});

test("after a crash the relay goes on with what it stored", async () => {
  await simulator.faults({ tranzzo: { refunds: ["slow"] } });
  await openForm("tranzzo/order-6");
  await page.fill("#amount", "11");
  await give();
  await page.getByText("Sent", { exact: true }).waitFor();
  relay.close();
  relay = await start(settings);
  await verdict("Given back", 20_000);
  await page.getByText("The relay was stopped before the answer came").waitFor();
  assert.deepEqual(await money("tranzzo/order-6"), { moved: 1100, arrivals: 1 });
});

test("webhooks: settled once, its copy dropped, a forged one refused", async () => {
  await simulator.faults({ tranzzo: { webhooks: ["duplicated", "forged"] } });
  const before = await counts();
  await openForm("tranzzo/order-3");
  await page.fill("#amount", "10");
  await give();
  await verdict("Given back");
  await page.getByText("The same webhook came again and was dropped").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await openForm("tranzzo/order-5");
  await page.fill("#amount", "10");
  await give();
  await verdict("Given back"); // by asking
  const after = await eventually(async () => {
    const now = await counts();
    assert.ok(now.forged > before.forged);
    return now;
  });
  assert.deepEqual(
    [after.settled - before.settled, after.repeated - before.repeated, after.forged - before.forged],
    [1, 1, 1],
  );
  await page.goto(`${base}#refunds`);
  await page.getByText(/\d+ forged and refused/).waitFor();
});

const counts = async () => (await (await page.request.get(`${base}/api/state`)).json()).webhooks;

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

test("no secret reaches the browser", async () => {
  const text = await (await page.request.get(`${base}/api/state`)).text();
  for (const secret of [
    "demo-secret",
    "demo-endpoints-key",
    "demo-password",
    "DemoTerminal",
    "PRIVATE KEY",
    "demo-signing-key",
    "demo-token",
  ]) {
    assert.ok(!text.includes(secret), secret);
  }
  for (const provider of ["tranzzo", "themap", "sberbank_legacy", "sberbank_gateway", "bank131", "smart_glocal"]) {
    const wish = { id: crypto.randomUUID(), provider, paymentId: "00000000-0000-4000-8000-000000000009", amount: "1" };
    const preview = await (await page.request.post(`${base}/api/preview`, { data: wish })).text();
    assert.match(preview, /\*\*\*/, preview);
    assert.doesNotMatch(preview, /demo-secret|demo-key|demo-endpoints-key|demo-password|DemoTerminal/);
  }
});

test("a batch: a bar, and what went through, what to check, what was refused", async () => {
  await simulator.faults({
    tranzzo: { refunds: ["drop_after"] },
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
  await page.getByText("The batch is through").waitFor({ timeout: 15_000 });
  const summary = await page
    .locator(".summary > div")
    .evaluateAll((boxes) => boxes.map((box) => box.innerText.replace(/\s+/g, " ").trim()));
  assert.deepEqual(summary, ["To check 1", "Not given back 1", "Waiting 0", "Given back 4"]);
  await shot("batch");
  for (const order of orders) {
    const { moved, arrivals } = await money(order);
    assert.deepEqual({ moved, arrivals }, { moved: order.startsWith("themap") ? 0 : 10_000, arrivals: 1 }, order);
  }
});

test("Google asks, and the books decide", async () => {
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

test("by keyboard alone", async () => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.getByLabel("Find").focus();
  await page.keyboard.type("order-7");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.type), "checkbox");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#dialog[open]");
  assert.equal(await page.evaluate(() => document.activeElement.id), "amount");
  await page.keyboard.type("12.34");
  await page.keyboard.press("Enter");
  await verdict("Given back");
  assert.equal(await page.evaluate(() => document.activeElement.id), "dialog-title");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#dialog:not([open])", { state: "attached" });
  assert.match(await page.evaluate(() => document.activeElement.ariaLabel), /^Refund order-7/);
  assert.deepEqual(await money("bank131/order-7"), { moved: 1234, arrivals: 1 });
});

test("every field has a name and every colour its contrast", async () => {
  await openForm("themap/order-6");
  for (const field of await page.locator("#dialog input").all()) {
    const labelled = await field.evaluate((input) => input.labels.length > 0 || input.ariaLabel !== null);
    assert.ok(labelled, await field.evaluate((input) => input.outerHTML));
  }
  await page.fill("#amount", "x");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await page.evaluate(faint), [], `form, ${colorScheme}`);
  }
  await page.keyboard.press("Escape");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const view of ["orders", "refunds", "google"]) {
      await page.goto(`${base}#${view}`);
      assert.deepEqual(await page.evaluate(faint), [], `${view}, ${colorScheme}`);
    }
  }
});

/** Texts whose contrast to what is behind them is less than 4.5 to 1; runs in the page. */
function faint() {
  const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([red, green, blue]) =>
    0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return rgba("white");
  };
  const texts = [...document.querySelectorAll("#page *, #dialog *")].filter(
    (element) =>
      element.checkVisibility() &&
      !element.closest(":disabled") &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
  );
  return texts.flatMap((element) => {
    const [one, other] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    return ratio < 4.5 ? [`${element.className} ${element.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`] : [];
  });
}

test("on a phone nothing is cut off and everything can be pressed", async () => {
  await page.context().close();
  page = await open({ viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true });
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(await overflow(), 0);
  await shot("phone");
  await openForm("sberbank_gateway/order-6");
  await page.fill("#amount", "12");
  assert.equal(await overflow(), 0);
  const small = await page
    .locator("#dialog button:visible")
    .evaluateAll((buttons) =>
      buttons.filter((button) => button.getBoundingClientRect().height < 32).map((button) => button.innerText),
    );
  assert.deepEqual(small, []);
  await shot("phone-form");
  await page.locator("#dialog button[type=submit]").click();
  await verdict("Given back");
  await shot("phone-done");
  await page.getByRole("button", { name: "Close" }).click();
  for (const view of ["refunds", "google"]) {
    await page.goto(`${base}#${view}`);
    assert.equal(await overflow(), 0, view);
    await shot(`phone-${view}`);
  }
});

test("when the relay is gone the page says so, and pressing again is the same refund", async () => {
  await openForm("sberbank_legacy/order-6");
  await page.fill("#amount", "5");
  relay.close();
  await give();
  await page.getByText("Press again: it will be the same refund").waitFor();
  await page.getByText("Not connected, trying again").waitFor();
  relay = await start(settings);
  await give();
  await verdict("Given back");
  assert.deepEqual(await money("sberbank_legacy/order-6"), { moved: 500, arrivals: 1 });
});
