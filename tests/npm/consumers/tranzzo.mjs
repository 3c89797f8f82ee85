// A page that refunds at one provider.
import { Tranzzo, format, init, money } from "refundkit/tranzzo";
import { say } from "./browse.mjs";
import { told } from "./report.mjs";

async function page() {
  const early = told(() => money("1.5", "UAH"));
  await init();
  const tranzzo = new Tranzzo({ posId: "pos", apiKey: "key", apiSecret: "secret", endpointsKey: "endpoints" });
  const amount = money("1.5", "UAH");
  const { url } = tranzzo.buildRequest({ orderId: "123", amount: { partial: amount } });
  return { early, printed: format(amount), url };
}

say(page());
