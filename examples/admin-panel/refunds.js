// The refunds that people wish for: taken on, handed to the ledger of their order, and shown. Knows no HTTP server and no page.
import pLimit from "p-limit";
import { money, redact } from "refundkit";
import { ledgerRunner } from "./ledgers.js";
import { providers } from "./public/providers.js";
import { Conflict, isSame, isUndecided, view } from "./records.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const AT_ONCE = 3; // orders that are being worked on, however large a batch is
const PERSON = "support";

/** `changed` is told of every refund that changed. */
export function refundService({ connections, store, orders, clock, changed }) {
  const limit = pLimit(AT_ONCE);
  const ledgers = ledgerRunner({ connections, store, clock, wishes: wishesOf, changed: (order) => viewsOf(order).forEach(changed) });

  /** Takes a refund on, or gives the one that was taken on under this id. Without `await`: two clicks meet here. */
  function begin(wish) {
    if (!UUID.test(wish.id)) throw new Conflict("A refund needs a key of its own.");
    const known = store.wish(wish.id);
    if (known && !isSame(known, wish)) throw new Conflict("This key belongs to another refund.");
    const order = orderOf(wish);
    if (!known) takeOn(wish, order);
    return viewOf(wish.id);
  }

  function takeOn(wish, order) {
    const ledger = ledgers.open(order);
    ledger.request(wish.id, requestOf(wish, order)); // what is wrong with it throws here, and nothing is kept
    if (ledger.view().refunds.slice(0, -1).some(isUndecided))
      throw new Conflict("An earlier refund of this order is not decided yet.");
    store.addWish(wish, ledgers.keyOf(order), Date.now());
    ledgers.note(order, { what: "Taken on under its own key, so that no reload and no second click sends it twice" });
    limit(() => ledgers.run(order)).catch(console.error); // its order comes back by its due, or when the relay starts again
  }

  /** A verified webhook. The ledger stores what it tells, and only then it is acknowledged. Says whether it was news. */
  async function heard(provider, event) {
    const [order] = ledgers.keysOf(provider, event).flatMap(ordersWith);
    if (!order) return { news: false, reply: event.acknowledgement };
    let reply = { status: 503, headers: [], body: "" }; // stays where it could not be kept: it comes again
    const news = await ledgers.run(order, (ledger) => tell(ledger, event), (response) => (reply = response));
    ledgers.note(order, { what: news ? "Webhook, its signature verified" : "The same webhook came again and was dropped" });
    return { news, reply };
  }

  /** Nothing is sent while the provider waits for its response. A webhook that came before changes nothing of what people are shown. */
  function tell(ledger, event) {
    ledger.listen();
    const before = JSON.stringify(ledger.view());
    ledger.webhook(event, clock.now());
    return JSON.stringify(ledger.view()) !== before;
  }

  /** A notice that nobody signed proves nothing; it is a reason to ask earlier. */
  async function noticed(provider, notice) {
    const named = (order) => order.paymentId === notice.paymentId || order.merchantOrder === notice.merchantOrder;
    for (const order of orders().filter((each) => each.provider === provider && named(each) && store.load(ledgers.keyOf(each)))) {
      ledgers.note(order, { what: "An unsigned notice came: a reason to ask" });
      ledgers.run(order, (ledger) => ledger.notice(notice, clock.now())).catch(console.error);
    }
  }

  /** A person's word about one refund, by the ledger's own method. */
  const word = (id, what, speak) => {
    const order = orderOf(store.wish(id));
    return ledgers.run(order, (ledger) => (speak(ledger), ledgers.note(order, { what })));
  };

  const ask = (id) => word(id, "Asked again, by a person", (ledger) => ledger.askAgain(id, clock.now()));
  const decide = (id, { givenBack, note }) =>
    word(id, `Decided by a person: ${note}`, (ledger) => ledger.decide(id, givenBack, PERSON, note, clock.now()));
  const settle = (id, { alert, note }) =>
    word(id, `Looked after by a person: ${note}`, (ledger) => ledger.settleAlert(alert, PERSON, note, clock.now()));

  const cancel = (id) => word(id, "Cancelled by a person", (ledger) => ledger.cancel(id, clock.now()));

  /** After a stop: every ledger is run once, and finds out. A relay that starts has the credentials of now. */
  function recover() {
    const keys = new Set(store.wishes().map(({ ledger }) => ledger));
    const renewed = (ledger) => {
      if (ledger.view().alerts.some(({ kind }) => kind === "credentials_refused")) ledger.credentialsChanged(clock.now());
    };
    for (const order of [...keys].flatMap(ordersWith)) limit(() => ledgers.run(order, renewed)).catch(console.error);
  }

  /** The request that a wish would become, masked: the reference that the ledger adds is not in it. */
  function preview(wish) {
    const order = orderOf(wish);
    const { payment, message } = providers[wish.provider];
    return redact(connections[wish.provider].buildRequest(message(payment(order), requestOf(wish, order))));
  }

  const ordersWith = (key) => orders().filter((order) => ledgers.keyOf(order) === key);

  function orderOf({ provider, paymentId }) {
    const order = orders().find((each) => each.provider === provider && each.paymentId === paymentId);
    if (!order) throw new Conflict("There is no such order.");
    return order;
  }

  function wishesOf(order) {
    return store.wishesOf(ledgers.keyOf(order)).map((wish) => ({ id: wish.id, request: requestOf(wish, order) }));
  }

  function viewsOf(order) {
    const key = ledgers.keyOf(order);
    const ledger = ledgers.open(order);
    const due = store.due(key);
    return store.wishesOf(key).map((wish) =>
      view(wish, {
        form: formOf(wish, order),
        stands: ledger.refund(wish.id) ?? null,
        sending: ledgers.isSending(order),
        due: due && clock.wall(due),
        trail: store.trail(key, wish.at),
      }),
    );
  }

  const viewOf = (id) => viewsOf(orderOf(store.wish(id))).find((refund) => refund.id === id);
  const all = () => [...new Set(store.wishes().map(({ ledger }) => ledger))].flatMap(ordersWith).flatMap(viewsOf);
  const has = (id) => store.wish(id) !== undefined;
  return { begin, ask, decide, settle, cancel, has, heard, noticed, recover, preview, all, stop: ledgers.stop };
}

const requestOf = (wish, order) => providers[wish.provider].request(formOf(wish, order));

/** A wish in our own books' terms. Amounts come as text and are parsed here once more. */
function formOf({ amount, goods = [], shares = [] }, order) {
  const { currency } = order.captured;
  return {
    ...order,
    amount: money(amount, currency),
    goods: goods.map((wished) => goodOf(order, wished)),
    shares: shares.map(({ receiver, amount }) => ({ receiver, minorUnits: money(amount, currency).minorUnits })),
  };
}

function goodOf(order, { position, pieces }) {
  const good = order.goods.find((other) => other.position === position);
  if (!good || !(pieces <= good.pieces)) throw new Conflict("That was not bought.");
  return { ...good, pieces };
}
