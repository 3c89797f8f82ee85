// The refunds that people wish for: taken on, handed to the ledger of their order, and shown. Knows no HTTP server and no page.
import pLimit from "p-limit";
import { money, redact } from "refundkit";
import { ledgerRunner } from "./ledgers.js";
import { providers } from "./public/providers.js";
import { Conflict, isHeld, isSame, isUndecided, view } from "./records.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Milliseconds after which a wish that no ledger has is taken up: the relay that took it on would have handed it on. */
const LEFT = 3000;

/** `changed` is told of every refund that changed, `paymentChanged` of every payment. */
export function refundService({ connections, store, orders, clock, changed, paymentChanged }) {
  const oneWish = pLimit(1);
  const oneView = pLimit(1); // so that no older view is told after a newer one
  const seen = new Map();
  const show = (order) => oneView(() => tellOf(order)).catch(console.error);
  const ledgers = ledgerRunner({ connections, store, clock, wishes: wishesOf, changed: show });
  const byKey = new Map(orders.map((order) => [ledgers.keyOf(order), order]));

  /** Takes a refund on, or gives the one that was taken on under this id. The worker sends it. */
  async function begin(wish) {
    if (!UUID.test(wish.id)) throw new Conflict("A refund needs a key of its own.");
    const order = orderOf(wish);
    await oneWish(() => takeOn(wish, order)); // two clicks meet here
    const kept = await store.wish(wish.id);
    if (!isSame(kept, wish)) throw new Conflict("This key belongs to another refund.");
    await ledgers.tell(order); // also where it is known: a relay may have died before it came to this
    return viewOf(wish.id);
  }

  async function takeOn(wish, order) {
    if (await store.wish(wish.id)) return;
    const ledger = await ledgers.open(order);
    ledger.request(wish.id, requestOf(wish, order)); // what is wrong with it throws here, and nothing is kept
    if (ledger.view().refunds.slice(0, -1).some(isUndecided))
      throw new Conflict("An earlier refund of this order is not decided yet.");
    refuseReturned(wish, order, (await store.wishesOf(ledgers.keyOf(order))).filter(({ id }) => isHeld(ledger.refund(id))));
    if (await store.addWish(wish, ledgers.keyOf(order), Date.now()))
      await ledgers.note(order, { what: "Taken on under its own key, so that no reload and no second click sends it twice" });
  }

  /** A verified webhook. The ledger stores what it tells, and only then it is acknowledged. Says whether it was news. */
  async function heard(provider, event) {
    const [order] = ordersWith(ledgers.keysOf(provider, event));
    if (!order) return { news: false, reply: event.acknowledgement };
    let reply = { status: 503, headers: [], body: "" }; // stays where it could not be kept: it comes again
    const news = await ledgers.tell(order, (ledger) => isNews(ledger, event), (response) => (reply = response));
    await ledgers.note(order, { what: news ? "Webhook, its signature verified" : "The same webhook came again and was dropped" });
    return { news, reply };
  }

  /** A webhook that came before changes nothing of what people are shown. */
  function isNews(ledger, event) {
    const before = JSON.stringify(ledger.view());
    ledger.webhook(event, clock.now());
    return JSON.stringify(ledger.view()) !== before;
  }

  /** A notice that nobody signed proves nothing; it is a reason to ask earlier. */
  async function noticed(provider, notice) {
    const named = (order) => order.paymentId === notice.paymentId || order.merchantOrder === notice.merchantOrder;
    for (const order of orders.filter((each) => each.provider === provider && named(each))) {
      if (!(await store.load(ledgers.keyOf(order)))) continue;
      await ledgers.note(order, { what: "An unsigned notice came: a reason to ask" });
      await ledgers.tell(order, (ledger) => ledger.notice(notice, clock.now()));
    }
  }

  /** A person's word about a payment, by the ledger's own method. Another relay may have gone on meanwhile: says what stands. */
  async function word(order, speak, isKept, what) {
    const ledger = await ledgers.tell(order, (told) => (speak(told), told));
    if (!isKept(ledger)) throw new Conflict("Another relay was faster: it was sent before that, or stands otherwise now.");
    await ledgers.note(order, { what });
  }

  const orderOfRefund = async (id) => orderOf(await store.wish(id));
  const isOver = (alert) => (ledger) => !ledger.view().alerts.some(({ id }) => id === alert);

  const ask = async (id, body, by) =>
    word(await orderOfRefund(id), (ledger) => ledger.askAgain(id, clock.now()), () => true, `Asked again by ${by}`);
  const cancel = async (id, body, by) =>
    word(
      await orderOfRefund(id),
      (ledger) => ledger.cancel(id, clock.now()),
      (ledger) => ledger.refund(id).reason === "cancelled",
      `Cancelled by ${by}`,
    );
  const decide = async (id, { decision, note }, by) =>
    word(
      await orderOfRefund(id),
      (ledger) => ledger.decide(id, decision, by, note, clock.now()),
      (ledger) => ledger.refund(id).reason === "person",
      `Decided by ${by}: ${note}`,
    );
  const settle = (payment, { alert, note }, by) =>
    word(
      orderOf(payment),
      (ledger) => ledger.settleAlert(alert, by, note, clock.now()),
      isOver(alert),
      `Looked after by ${by}: ${note}`,
    );

  /** `alert` is settled by it as well, where there is one about the entry. */
  const external = (payment, { entry, alert, note }, by) =>
    word(
      orderOf(payment),
      (ledger) => {
        ledger.declareExternal(entry, by, note, clock.now());
        if (alert) ledger.settleAlert(alert, by, note, clock.now());
      },
      isOver(alert),
      `None of ours, by ${by}: ${note}`,
    );

  /** After a stop: what was taken on and came no further is stored now. Refused credentials are tried again where they are new. */
  async function recover({ credentialsChanged }) {
    const renewed = (ledger) => {
      if (credentialsChanged && ledger.view().alerts.some(({ kind }) => kind === "credentials_refused")) ledger.credentialsChanged(clock.now());
    };
    for (const order of await refundedOrders()) await ledgers.tell(order, renewed).catch(console.error);
  }

  /** Shows what other relays changed. Where there are many ledgers, ask for the latest alone, or let PostgreSQL notify. */
  async function follow() {
    const news = (await store.versions()).filter(({ key, version }) => seen.get(key) !== version);
    for (const { key, version } of news) seen.set(key, version);
    ordersWith(news.map(({ key }) => key)).forEach(show);
  }

  /** The request that a wish would become, masked: the reference that the ledger adds is not in it. */
  function preview(wish) {
    const order = orderOf(wish);
    const { payment, message } = providers[wish.provider];
    return redact(connections[wish.provider].buildRequest(message(payment(order), requestOf(wish, order))));
  }

  const ordersWith = (keys) => keys.map((key) => byKey.get(key)).filter(Boolean);
  const refundedOrders = async () => ordersWith([...new Set((await store.wishes()).map(({ ledger }) => ledger))]);

  /** Also those that only a webhook told something about. */
  const ordersWithRows = async () => ordersWith((await store.versions()).map(({ key }) => key));

  const found = ({ provider, paymentId }) =>
    orders.find((each) => each.provider === provider && each.paymentId === paymentId);

  function orderOf(payment) {
    const order = found(payment);
    if (!order) throw new Conflict("There is no such order.");
    return order;
  }

  /** Which payment a row is of, if the shop knows it. */
  function named(key) {
    const order = byKey.get(key);
    return order && { provider: order.provider, paymentId: order.paymentId };
  }

  async function wishesOf(order) {
    const wishes = await store.wishesOf(ledgers.keyOf(order));
    return wishes.map((wish) => ({ id: wish.id, request: requestOf(wish, order), isHandedOn: wish.isHandedOn }));
  }

  async function viewsOf(order) {
    const key = ledgers.keyOf(order);
    const [ledger, wishes, due] = await Promise.all([ledgers.open(order), store.wishesOf(key), store.due(key)]);
    return Promise.all(
      wishes.map(async (wish) =>
        view(wish, {
          form: formOf(wish, order),
          stands: ledger.refund(wish.id) ?? null,
          sending: ledgers.isSending(order),
          due: due && clock.wall(due),
          trail: await store.trail(key, wish.at),
        }),
      ),
    );
  }

  /** What is left of a payment by its ledger, and what nobody has looked after. What is asked for and not sent is not left. */
  async function paymentOf(order) {
    const { left, refunds, alerts } = (await ledgers.open(order)).view();
    const planned = refunds.filter(({ stage }) => stage === "planned");
    const promised = planned.reduce((sum, { amount }) => sum + amount.minorUnits, 0);
    const { provider, paymentId } = order;
    return { provider, paymentId, left: Math.max(0, left.minorUnits - promised), alerts };
  }

  async function tellOf(order) {
    (await viewsOf(order)).forEach(changed);
    paymentChanged(await paymentOf(order));
  }

  async function viewOf(id) {
    const views = await viewsOf(orderOf(await store.wish(id)));
    return views.find((refund) => refund.id === id);
  }

  /** Every refund. While they are read, no newer view is told. */
  const all = () =>
    oneView(async () => {
      const views = [];
      for (const order of await refundedOrders()) views.push(...(await viewsOf(order)));
      return views;
    });
  const payments = () => oneView(async () => Promise.all((await ordersWithRows()).map(paymentOf)));
  const has = async (id) => (await store.wish(id)) !== undefined;

  /** Rows that are due, and wishes that a relay left before the ledger had them: it died, or could not store. */
  async function due() {
    const [rows, left] = await Promise.all([store.dueAt(clock.now()), store.leftBefore(Date.now() - LEFT)]);
    return [...new Set([...rows, ...left])].filter((key) => byKey.has(key));
  }
  const providerOf = (key) => byKey.get(key).provider;
  const work = (key) => ledgers.work(byKey.get(key));
  return {
    begin, ask, decide, cancel, has, settle, external, found, named,
    heard, noticed, recover, follow, preview, all, payments, due, providerOf, work,
  };
}

const requestOf = (wish, order) => providers[wish.provider].request(formOf(wish, order));

/** A wish in our own books' terms. Amounts come as text and are parsed here once more. */
function formOf({ amount, goods = [], shares = [] }, order) {
  const { currency } = order.captured;
  return {
    ...order,
    amount: money(amount, currency),
    goods: goodsOf(order, goods),
    shares: shares.map(({ receiver, amount }) => ({ receiver, minorUnits: money(amount, currency).minorUnits })),
  };
}

function goodsOf(order, wished) {
  if (new Set(wished.map(({ position }) => position)).size < wished.length) throw new Conflict("Each of the goods is named once.");
  return wished.map((good) => goodOf(order, good));
}

function goodOf(order, { position, pieces }) {
  const good = order.goods.find((other) => other.position === position);
  const isBought = Number.isInteger(pieces) && pieces > 0 && pieces <= good?.pieces;
  if (!isBought) throw new Conflict("That was not bought.");
  return { ...good, pieces };
}

/** Goods come back once. `earlier` are the wishes whose refunds hold theirs. */
function refuseReturned({ goods = [] }, order, earlier) {
  const back = earlier.flatMap((wish) => wish.goods ?? []);
  for (const { position, pieces } of goods) {
    const before = back.filter((good) => good.position === position).reduce((sum, good) => sum + good.pieces, 0);
    const bought = order.goods.find((good) => good.position === position).pieces;
    if (before + pieces > bought) throw new Conflict("That came back already.");
  }
}
