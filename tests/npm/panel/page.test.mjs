// The page itself: its policy, its secrets, keyboard, contrast, small screens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { base, loud, money, openForm, page, reopen, shot, verdict } from "./panel.mjs";

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

test("where the first answer of the relay is lost, the page asks again", async () => {
  await page.goto("about:blank");
  await page.route("**/api/state", (route) => route.abort(), { times: 1 });
  await page.goto(base);
  await page.locator(".row").first().waitFor();
  await page.getByText("Live").waitFor();
});

/** The page shows the relay's state, changed. */
async function changed(change) {
  await page.goto("about:blank");
  await page.route("**/api/state", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json()) });
  });
}

/** A refund of an order that stands like this. */
const refundOf = ({ provider, paymentId, merchantOrder, captured }, stands, at = Date.now()) => ({
  id: crypto.randomUUID(), provider, paymentId, merchantOrder, captured, amount: { ...captured, minorUnits: 100 }, goods: [], at, stands, trail: [{ at, what: "Sent" }],
});

test("what nobody saw arrive is cancelled, and not decided", async () => {
  const stands = { stage: "manual_review", status: "pending", reason: "not_seen", sendings: 1 };
  await changed((state) => ({ ...state, refunds: [refundOf(state.orders[5], stands)] }));
  await page.goto(`${base}#refunds`);
  await page.locator(".card summary").first().click({ timeout: 20_000 });
  assert.deepEqual(await page.locator(".card .actions button").allInnerTexts(), ["Ask now", "Cancel"]);
});

test("days begin at midnight here, times of other days have their date, and the newest is first", async () => {
  await reopen({ viewport: { width: 1180, height: 820 }, timezoneId: "America/New_York", locale: "en-GB" });
  await page.clock.setFixedTime(new Date("2026-03-20T12:00:00Z"));
  const succeeded = { stage: "ended", status: "succeeded", reason: "answer", sendings: 1 };
  const [older, newer, newest] = ["2026-03-15T03:00:00Z", "2026-03-15T05:00:00Z", "2026-03-20T11:00:00Z"].map(Date.parse); // 14 March 23:00, 15 March 01:00
  await changed((state) => ({
    ...state,
    refunds: [refundOf(state.orders[5], succeeded, older), refundOf(state.orders[5], succeeded, newest), refundOf(state.orders[6], succeeded, newer)],
  }));
  await page.goto(`${base}#refunds`);
  await page.locator(".card").first().waitFor({ timeout: 20_000 });
  const rows = await page.locator(".chart tbody tr").evaluateAll((all) =>
    all.map((each) => [each.querySelector("th").innerText, each.querySelector("td.good").innerText.trim()]).filter(([, count]) => count !== "0"));
  assert.deepEqual(rows, [["14 Mar", "1"], ["15 Mar", "1"], ["20 Mar", "1"]]);
  const times = await page.locator(".card .when").allInnerTexts();
  assert.deepEqual(times.map((text) => text.replace(/\s+/g, " ")), ["07:00:00", "15 Mar 01:00:00", "14 Mar 23:00:00"]);
});

test("a page that loads slowly is drawn all the same", async () => {
  await page.goto("about:blank");
  await page.route("**/*.wasm", async (route) => (await sleep(2500), route.continue()));
  await page.goto(base);
  await page.locator(".row").first().waitFor({ timeout: 20_000 });
});

test("on a phone nothing is cut off and everything can be pressed", async () => {
  await reopen({ viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true });
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
