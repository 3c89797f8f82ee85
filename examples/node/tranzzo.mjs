// The provider that the examples here talk to: the simulator's Tranzzo, with its test credentials.
import { Tranzzo, money } from "refundkit";
import { load } from "./store.mjs";

export const simulator = process.env.SIMULATOR ?? "http://127.0.0.1:8080";

export const tranzzo = new Tranzzo(
  {
    posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667",
    apiKey: "demo-key",
    apiSecret: "demo-secret", // in your app from a secret store, never from the source
    endpointsKey: "demo-endpoints-key",
  },
  { endpoint: { loopback: `${simulator}/tranzzo` } },
);

/** Your own name of the account, for ever: keys and references are made of it. */
export const settings = { account: "my-shop" };

/** The key of an order's ledger. */
export const keyOf = (orderId) => tranzzo.ledgerKey(settings, { orderId });

/** The ledger of an order. What was captured is in the shop's own books; here every order is of 100.00 UAH. */
export const ledgerOf = async (orderId) =>
  tranzzo.ledger(settings, { orderId }, money("100.00", "UAH"), await load(keyOf(orderId)));
