// The shop's own books: what was ordered and who sold it. The simulator knows the payments, nobody else knows the carts.
import { providers } from "./public/providers.js";

const CUSTOMERS = [
  "Anna Petrova",
  "Oleh Kovalenko",
  "Maria Ivanova",
  "Dmytro Bondar",
  "Elena Sokolova",
  "Ivan Melnyk",
  "Olga Smirnova",
  "Pavlo Tkachenko",
  "Nina Volkova",
  "Taras Shevchuk",
];

/** Three kinds of goods, 100.00 together, from two sellers. */
const CART = [
  { position: 1, code: "MUG-08", name: "Ceramic mug", price: 1250, pieces: 2, seller: 0 },
  { position: 2, code: "TEA-31", name: "Green tea, 200 g", price: 1500, pieces: 3, seller: 1 },
  { position: 3, code: "POT-02", name: "Teapot", price: 3000, pieces: 1, seller: 0 },
];
const SELLERS = {
  themap: [
    { receiver: "1201", name: "Clay & Co" },
    { receiver: "1202", name: "Tea House" },
  ],
  tranzzo: [
    { receiver: "clay-and-co", name: "Clay & Co" },
    { receiver: "tea-house", name: "Tea House" },
  ],
};

/** Every order of every provider. */
export async function ordersOf(simulator) {
  const payments = await (await fetch(`${simulator}/orders`)).json();
  return Object.keys(providers).flatMap((provider) =>
    payments[provider].map((payment, index) => order(provider, payment, index)),
  );
}

function order(provider, { paymentId, merchantOrder, captured }, index) {
  const { goods, shares } = providers[provider];
  return {
    provider,
    paymentId,
    merchantOrder,
    captured,
    customer: CUSTOMERS[index % CUSTOMERS.length],
    goods: goods ? CART : [],
    sellers: shares ? SELLERS[provider] : [],
  };
}

/** Payments that we integrate for Google, by their capture request ids. */
export const captures = Object.fromEntries(
  Array.from({ length: 5 }, (_, index) => [`capture-${index + 1}`, { minorUnits: 10_000, currency: "USD" }]),
);
