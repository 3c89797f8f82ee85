// What the page and the relay both know of the providers: how a form reads in each one's terms. Holds no credentials.
//
// A form: paymentId, merchantOrder, amount, whole (it is everything that was paid), reference, baseline,
// goods [{position, code, name, price, pieces}] and shares [{receiver, minorUnits}], prices in minor units.

/** Titles, accounts' currencies, what a refund may carry, and blank credentials, with which the page checks forms. */
export const providers = {
  bank131: { title: "Bank 131", class: "Bank131", currency: "RUB", refund: session, blank: { project: "none" } },
  smart_glocal: {
    title: "Smart Glocal",
    class: "SmartGlocal",
    currency: "USD",
    refund: session,
    blank: { project: "none" },
  },
  sberbank_legacy: {
    title: "Sberbank (legacy)",
    class: "SberbankLegacy",
    currency: "RUB",
    goods: true,
    refund: sberbankLegacy,
    blank: { userName: "none", password: "none" },
  },
  sberbank_gateway: {
    title: "Sberbank (new)",
    class: "SberbankGateway",
    currency: "RUB",
    goods: true,
    refund: sberbankGateway,
    blank: { userName: "none", password: "none" },
    // Set it only where the bank confirmed that a repeated externalRefundId gives the first response again.
    config: { autoRefundReplays: true },
  },
  themap: {
    title: "theMAP",
    class: "TheMap",
    currency: "RUB",
    goods: true,
    shares: true,
    refund: theMap,
    blank: { key: "none" },
    config: { endpoint: "demo", goodsPrice: "kopecks" },
  },
  tranzzo: {
    title: "Tranzzo",
    class: "Tranzzo",
    currency: "UAH",
    shares: true,
    refund: tranzzo,
    blank: { posId: "00000000-0000-4000-8000-000000000000", apiKey: "none", apiSecret: "none", endpointsKey: "none" },
  },
};

function session({ paymentId, reference, baseline, ...form }) {
  return { sessionId: paymentId, amount: part(form), metadata: JSON.stringify(reference), idempotencyKey: reference, baseline };
}

function tranzzo({ merchantOrder, reference, baseline, shares, ...form }) {
  const split = shares.map(({ receiver, minorUnits }) => ({ subMerchantId: receiver, minorUnits }));
  const amount = split.length ? { partial: form.amount } : part(form);
  return { orderId: merchantOrder, amount, reference, split, baseline };
}

function theMap({ paymentId, merchantOrder, amount, goods, shares, baseline }) {
  return {
    mapOrderId: paymentId,
    merchantOrderId: merchantOrder,
    amount,
    goods: goods.flatMap(({ name, price, pieces }) => Array.from({ length: pieces }, () => ({ name, price }))),
    split: shares.map(({ receiver, minorUnits }) => ({
      terminalId: Number(receiver),
      minorUnits,
      purpose: "Refund",
      fee: "0",
    })),
    baseline,
  };
}

function sberbankLegacy({ paymentId, amount, goods, baseline }) {
  const refundItems = goods.map((good) => ({ ...item(good), quantity: quantity(good, "pcs") }));
  return { method: "auto_refund", orderId: paymentId, amount, refundItems, baseline };
}

function sberbankGateway({ paymentId, amount, reference, goods, baseline }) {
  const fiscal = { paymentMethod: "full_payment", paymentObject: "1", taxType: 0 };
  const items = goods.map((good) => ({ ...item(good), quantity: quantity(good, "0"), ...fiscal }));
  const orderBundle = items.length
    ? { ffdVersion: "1.2", receiptType: "sell_refund", total: amount.minorUnits, items }
    : undefined;
  return { method: "auto_refund", orderId: paymentId, amount, externalRefundId: reference, orderBundle, baseline };
}

/** No provider takes "everything" without being told how much that should be. */
const part = ({ amount, whole }) => (whole ? { full: { expected: amount } } : { partial: amount });
const quantity = ({ pieces }, measure) => ({ thousandths: pieces * 1000, measure });
const item = ({ position, code, name, price, pieces }) => ({
  positionId: position,
  itemCode: code,
  name,
  itemPrice: price,
  itemAmount: price * pieces,
});
