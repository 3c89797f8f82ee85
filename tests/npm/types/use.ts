// A program as users write it, compiled in every way that they compile. Never run.
import {
  Bank131, GoogleIntegrator, RefundError, SberbankGateway, SberbankLegacy, SmartGlocal, TheMap, Tranzzo, format, httpRequest, httpResponse, init, isRefundError, outcomeFromStored, money, newIdempotencyKey, checkStore, redact, outcomeToStored, runLedger, fetchOnce, isNotSent, sendWithAxios, sendWithFetch,
} from "refundkit";
import { Bank131Server, GoogleCaller, SberbankGatewayServer, SberbankLegacyServer, SmartGlocalServer, TheMapServer, TranzzoServer, dispatch } from "refundkit/simulator";
import type { BodyIn, HttpRequest, LedgerHost, KeepsLedger, LedgerRow, LedgerStep, Merchant, Money, PaymentSnapshot, Prepared, ReceivedRequest, ReceivedResponse, RefundEvent, RefundLedger, RefundOutcome, RefundUpdate, SessionRefund } from "refundkit";

async function run<R>(provider: Merchant<R>, refund: R, signal: AbortSignal): Promise<RefundOutcome> {
  const request = provider.buildRequest(refund);
  const response = await fetch(request.url, { ...fetchOnce(request), signal }).then(httpResponse, () => null);
  const outcome = provider.parseResponse(refund, response).outcome;
  return outcomeFromStored(outcomeToStored(outcome));
}

const amount: Money = money("10.50", "RUB");
const session: SessionRefund = { sessionId: "ps_1", amount: { partial: amount }, metadata: "\"1\"", idempotencyKey: newIdempotencyKey() };
const signal = new AbortController().signal;

const bank131 = new Bank131({ project: "p", privateKey: "pem" }, { endpoint: "demo" });
const smartGlocal = new SmartGlocal({ project: "p", privateKey: null, publicKey: "pem" });
const gateway = new SberbankGateway({ userName: "u", password: "p" });
const legacy = new SberbankLegacy({ userName: "u", password: "p", callbackTokens: ["t"] }, { endpoint: { custom: "https://bank.example" } });
const theMap = new TheMap({ key: "k" }, null);
const tranzzo = new Tranzzo({ posId: "p", apiKey: "k", apiSecret: "s", endpointsKey: "e" });

export const outcomes: Promise<RefundOutcome>[] = [
  run(bank131, session, signal),
  run(smartGlocal, session, signal),
  run(gateway, { method: "refund", orderId: "o", amount, externalRefundId: "r" }, signal),
  run(legacy, { method: "auto_refund", orderId: "o", amount }, signal),
  run(theMap, { mapOrderId: "m", merchantOrderId: "o", amount }, signal),
  run(tranzzo, { orderId: "o", amount: { full: { expected: amount } } }, signal),
];

/** The request as it is, the narrow types of what comes out. */
export async function plain(): Promise<void> {
  const request = tranzzo.buildStatusRequest({ orderId: "o", amount: { partial: amount } });
  await fetch(request.url, request);
  new Request(request.url, request);
  const body: string | undefined = redact(request).body;
  const headers: [string, string][] = request.headers;
  headers.push(["x-trace", body ?? ""]);
  const { snapshot, unusable } = tranzzo.parseStatusResponse({ orderId: "o", amount: { partial: amount } }, null);
  const shown: PaymentSnapshot | undefined = snapshot;
  console.log(unusable?.problem);
  const known = (shown?.entries ?? []).flatMap(({ refundId }) => refundId ?? []);
  tranzzo.buildRequest({ orderId: "o", amount: { partial: amount }, knownRefundIds: known });
  const text: string = shown?.refunded === undefined ? dispatch("{}") : format(shown.refunded);
  console.log(text);
}

/** A key that stays in WebCrypto. */
export async function elsewhere(key: Parameters<typeof crypto.subtle.sign>[1]): Promise<HttpRequest> {
  const prepared: Prepared = bank131.prepare(session);
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", key, new TextEncoder().encode(prepared.toSign));
  return bank131.finish(prepared, new Uint8Array(signature));
}

/** Webhooks, whatever holds the body. */
export async function webhook(request: Request, raw: { method: string; url: string; headers: Record<string, string | string[] | undefined> }): Promise<Response> {
  const bodies: BodyIn[] = ["text", new ArrayBuffer(1), new Uint8Array(1), new DataView(new ArrayBuffer(1)), await request.arrayBuffer()];
  const received: ReceivedRequest[] = bodies.map((body) => ({ ...raw, body }));
  try {
    const event: RefundEvent = tranzzo.parseWebhook(await httpRequest(request)).event;
    received.forEach((each) => Tranzzo.peekWebhook(each));
    console.log(event.entries?.map(({ reference, status }) => `${reference} ${status}`));
    return new Response(event.acknowledgement.body, event.acknowledgement);
  } catch (error) {
    if (isRefundError(error) && error.reply) return new Response(error.reply.body, error.reply);
    if (error instanceof RefundError) console.log(error.code, error.field, error.detail);
    throw error;
  }
}

/** The provider side of all of them. */
export function provide(update: RefundUpdate, incoming: ReceivedRequest): HttpRequest[] {
  const now = Date.now();
  const credentials = { userName: "u", password: "p" };
  const keys = { project: "p", merchantKeys: ["pem"], privateKey: "pem" };
  const servers = [
    new Bank131Server(keys), new SmartGlocalServer(keys), new SberbankGatewayServer(credentials), new SberbankLegacyServer(credentials),
    new TheMapServer({ key: "k" }), new TranzzoServer({ posId: "p", apiKey: "k", apiSecret: "s", endpointsKey: "e" }),
  ];
  const google = new GoogleIntegrator({}, { accountIds: ["a"] });
  const call = google.parseRequest(incoming, now);
  const reserved = google.reserve(call, { capture: { accountId: "a", remaining: amount } });
  google.buildReserved(call, reserved, now);
  const caller = new GoogleCaller({}, { endpoint: { loopback: "http://127.0.0.1:1" } });
  return [caller.buildRequest(call, now), ...servers.map((server) => server.buildWebhook("https://shop.example/hook", update, now))];
}

init();
init("refundkit_bg.wasm");
init(new URL("https://shop.example/refundkit_bg.wasm"));
export const compiled: Parameters<typeof init>[0] = new Uint8Array(8);

export function misuse(): void {
  // @ts-expect-error a decimal is text
  money(10.5, "RUB");
  // @ts-expect-error money is no number
  bank131.buildRequest({ sessionId: "ps_1", amount: 100 });
  // @ts-expect-error a misspelt member
  bank131.buildRequest({ sesionId: "ps_1", amount: { partial: amount } });
  // @ts-expect-error a refund of another provider
  theMap.buildRequest(session);
  // @ts-expect-error a missing secret
  new Tranzzo({ posId: "p", apiKey: "k", apiSecret: "s" });
  // @ts-expect-error nothing can be read back from an object
  tranzzo.apiSecret;
  // @ts-expect-error fetch's own response is not read yet
  bank131.parseResponse(session, new Response()).outcome;
  // @ts-expect-error a signature is bytes
  bank131.finish(bank131.prepare(session), "MEUCIQ==");
  // @ts-expect-error there is no such status
  bank131.parseResponse(session, null).outcome.status === "refunded";
  // @ts-expect-error no such provider here
  new GoogleIntegrator({}, { accountIds: ["a"] }).buildRequest(session);
  // @ts-expect-error errors are made here
  new RefundError();
  // @ts-expect-error the body of a request may be absent
  redact(tranzzo.buildRequest({ orderId: "o", amount: { partial: amount } })).body.length;
}

/** The ledgers of all providers, with a store and an HTTP stack of the host. */
const rows = new Map<string, LedgerRow>();
const host: LedgerHost = {
  load: async (key) => rows.get(key),
  store: async ({ key, body, expected }) => Boolean(rows.set(key, { body, version: expected + 1 })),
  send: (step) => sendWithFetch(step).catch((error: unknown) => (isNotSent(error) ? "notSent" : null)),
  sendFailed: ({ money }, error) => console.error(money, error instanceof Error ? error.stack : error),
};
const axios = { request: async ({ url }: { url: string }) => ({ status: 200, headers: {}, data: new TextEncoder().encode(url) }) };
export const sends: LedgerHost["send"][] = [(step) => sendWithFetch(step, (url, init) => fetch(url, init)), (step) => sendWithAxios(step, axios)];
export const checked: Promise<void> = checkStore(host);
const settings = { account: "shop" };
const ledger = tranzzo.ledger(settings, { orderId: "123" }, amount, rows.get(tranzzo.ledgerKey(settings, { orderId: "123" })));
ledger.request("return-1", { amount, comment: "a comment" });

const ledgers: RefundLedger[] = [
  ledger,
  bank131.ledger({ account: "shop", echoesReferences: true }, { sessionId: "ps_1" }, amount, undefined),
  smartGlocal.ledger({ account: "shop", keyLifetimeMs: 60_000 }, { sessionId: "ps_1" }, amount, null),
  gateway.ledger(settings, { orderId: "1" }, amount, undefined),
  legacy.ledger({ account: "shop", noOtherRefunds: true, patience: { questions: 3 } }, { orderId: "1" }, amount, undefined),
  theMap.ledger(settings, { mapOrderId: "m", merchantOrderId: "o" }, amount, undefined, 100),
];
// @ts-expect-error Whether there is a row must be said.
tranzzo.ledger(settings, { orderId: "123" }, amount);
// @ts-expect-error A wish is the provider's own.
ledger.request("return-2", { mapOrderId: "m", amount });

/** A loop of one's own: each kind of step has its own members. */
export function due(step: LedgerStep): number | string | null {
  switch (step.kind) {
    case "store": return step.due;
    case "sign": return step.toSign;
    case "send": return step.before;
    case "acknowledge": return step.response.status;
    case "rest": return step.until;
  }
}
/** A program with several providers holds them by what they share. */
export const keepers: Record<string, KeepsLedger> = { tranzzo, bank131, smartGlocal, gateway, legacy, theMap };
export const opened: RefundLedger[] = Object.values(keepers).map((each) => each.ledger(settings, {}, amount, null));
export const rests: Promise<number | null>[] = ledgers.map((each) => runLedger(each, host));
export const shown: string | undefined = ledger.refund("return-1")?.reason;
