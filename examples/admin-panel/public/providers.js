// What the page and the relay both know of the providers: how a form reads in each one's terms. Holds no credentials.
//
// A form: paymentId, merchantOrder, amount, goods [{position, code, name, price, pieces}] and shares [{receiver, minorUnits}],
// prices in minor units. `payment` and `request` are what a ledger takes, `message` is one message made of them.

/** Titles, accounts' currencies, what a refund may carry, and blank credentials, with which the page checks forms. */
export const providers = {
  bank131: { title: "Bank 131", class: "Bank131", currency: "RUB", payment: ({ paymentId }) => ({ sessionId: paymentId }), request: ({ amount }) => ({ amount }), message: (payment, request) => partial(payment, request),
    blank: { project: "none" } },
  smart_glocal: {
    title: "Smart Glocal",
    class: "SmartGlocal",
    currency: "USD",
    payment: ({ paymentId }) => ({ sessionId: paymentId }), request: ({ amount }) => ({ amount }), message: (payment, request) => partial(payment, request),
    blank: { project: "none" },
  },
  sberbank_legacy: {
    title: "Sberbank (legacy)",
    class: "SberbankLegacy",
    currency: "RUB",
    goods: true,
    payment: ({ paymentId }) => ({ orderId: paymentId }),
    request: sberbankLegacy,
    message: (payment, request) => whole(payment, request),
    blank: { userName: "none", password: "none" },
  },
  sberbank_gateway: {
    title: "Sberbank (new)",
    class: "SberbankGateway",
    currency: "RUB",
    goods: true,
    payment: ({ paymentId }) => ({ orderId: paymentId }),
    request: sberbankGateway,
    message: (payment, request) => ({ ...whole(payment, request), externalRefundId: DERIVED }),
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
    payment: ({ paymentId, merchantOrder }) => ({ mapOrderId: paymentId, merchantOrderId: merchantOrder }),
    request: theMap,
    message: (payment, request) => whole(payment, request),
    blank: { key: "none" },
    config: { endpoint: "demo", goodsPrice: "kopecks" },
  },
  tranzzo: {
    title: "Tranzzo",
    class: "Tranzzo",
    currency: "UAH",
    shares: true,
    payment: ({ merchantOrder }) => ({ orderId: merchantOrder }),
    request: tranzzo,
    message: (payment, request) => partial(payment, request),
    blank: { posId: "00000000-0000-4000-8000-000000000000", apiKey: "none", apiSecret: "none", endpointsKey: "none" },
  },
};

function tranzzo({ amount, shares }) {
  return { amount, split: shares.map(({ receiver, minorUnits }) => ({ subMerchantId: receiver, minorUnits })) };
}

function theMap({ amount, goods, shares }) {
  return {
    amount,
    goods: goods.flatMap(({ name, price, pieces }) => Array.from({ length: pieces }, () => ({ name, price }))),
    split: shares.map(({ receiver, minorUnits }) => ({
      terminalId: Number(receiver),
      minorUnits,
      purpose: "Refund",
      fee: "0",
    })),
  };
}

function sberbankLegacy({ amount, goods }) {
  const refundItems = goods.map((good) => ({ ...item(good), quantity: quantity(good, "pcs") }));
  return { method: "auto_refund", amount, refundItems };
}

function sberbankGateway({ amount, goods }) {
  const fiscal = { paymentMethod: "full_payment", paymentObject: "1", taxType: 0 };
  const items = goods.map((good) => ({ ...item(good), quantity: quantity(good, "0"), ...fiscal }));
  const orderBundle = items.length
    ? { ffdVersion: "1.2", receiptType: "sell_refund", total: amount.minorUnits, items }
    : undefined;
  return { method: "auto_refund", amount, orderBundle };
}

/** Stands where the ledger puts the reference that it derives. */
const DERIVED = "r1";
const whole = (payment, request) => ({ ...payment, ...request });
const partial = (payment, request) => ({ ...payment, ...request, amount: { partial: request.amount } });
const quantity = ({ pieces }, measure) => ({ thousandths: pieces * 1000, measure });
const item = ({ position, code, name, price, pieces }) => ({
  positionId: position,
  itemCode: code,
  name,
  itemPrice: price,
  itemAmount: price * pieces,
});
