/** A key or password. Goes in and never comes out. */
export type Secret = string;
/** Name and value. */
export type Header = [string, string];
/** Headers as fetch, Node, Express and Fastify have them. */
export type HeadersIn = Iterable<[string, string]> | Record<string, string | string[] | undefined>;
/** Bytes of any kind. */
export type BytesIn = ArrayBuffer | ArrayBufferView;
/** A raw body, not decoded: text only where nothing was lost in decoding. */
export type BodyIn = string | BytesIn;

/** fetch must follow no redirect: another host would get the request with its keys. */
export interface HttpRequest {
    /** For fetch. */
    redirect: "manual";
}

/** What a provider answered. */
export interface ReceivedResponse {
    /** Status code; 0 where a browser hides a redirect. */
    status: number;
    /** Headers; not needed to parse a response. */
    headers?: HeadersIn;
    /** Raw body. */
    body: BodyIn;
}

/** Something the caller did, or a webhook that proved nothing. What a provider answers is never an error. */
export class RefundError extends Error {
    private constructor();
    /** Stable, for programs. */
    readonly code: string;
    /** Path of the offending value in the caller's own terms, such as `refund.goods[1].price`; may be empty. */
    readonly field: string;
    /** What is wrong, for people. Not stable. Never quotes a value. */
    readonly detail: string;
    /** The HTTP response to give to whoever sent the message, where there is one to give. */
    readonly reply?: HttpResponse;
}
/** Whether it is one, also from another copy of this package. */
export function isRefundError(error: unknown): error is RefundError;

/** Loads the WebAssembly, once; a no-op where that happens at import (Node, Deno, Bun, workerd). In browsers await it before the first call. */
export function init(source?: string | URL | Request | Response | BytesIn | CompiledModule): Promise<void>;
/** `WebAssembly.Module`, where the host's types have it. */
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: new (...all: any[]) => infer Module } } ? Module : never;

/** What the ledgers of all providers have: everything but what has the provider's own types. */
export interface RefundLedger {}
/** What the merchants' sides of all providers have for one message at a time. `Refund` is the provider's own type; Google, which asks us, has no such side. */
export interface Merchant<Refund = any> {
    /** The request to send. What it throws means that nothing was sent. */
    buildRequest(refund: Refund): HttpRequest;
    /** What a response means for the refund; no response means that it was lost. It never throws for what the wire did. */
    parseResponse(refund: Refund, response: ReceivedResponse | null | undefined): { outcome: RefundOutcome; details?: unknown };
    /** The query about the refund's payment. */
    buildStatusRequest(refund: Refund): HttpRequest;
    /** What the response says about the refund's payment, or why it cannot be used. */
    parseStatusResponse(refund: Refund, response: ReceivedResponse | null | undefined): { snapshot?: PaymentSnapshot; unusable?: UnusableStatus; details?: unknown };
}
/** What the merchants' sides of all providers have that keep ledgers: for a program with several of them. `Payment` and `Request` are the provider's own types. */
export interface KeepsLedger<Payment = any, Request = any> {
    /** The key of a payment's row. */
    ledgerKey(settings: LedgerSettings, payment: Payment): string;
    /** The keys of the rows that a verified event is about. */
    ledgerKeysOf(settings: LedgerSettings, event: RefundEvent): string[];
    /** The ledger of a payment with its row, or a new one where there is no row yet. */
    ledger(settings: LedgerSettings, payment: Payment, captured: Money, row: LedgerRow | null | undefined, alreadyRefunded?: number | null): PaymentLedger<Request>;
}
/** A ledger with the provider's own type of what may be asked for. */
export interface PaymentLedger<Request = any> extends RefundLedger {
    /** Asks for a refund. `reference` is your own id of it, 1 to 64 characters: the same reference is the same refund, and another wish under it is an error. */
    request(reference: string, refund: Request): void;
}
/** What a host does for a ledger. Whatever `load` or `store` throws ends the run; the next one loads the row and finds out. */
export interface LedgerHost {
    /** The row of this key, from the primary; nothing only if there is certainly none. */
    load(key: string): Promise<LedgerRow | null | undefined> | LedgerRow | null | undefined;
    /** Writes the row if its version is still `expected` (0: if there is none), and tells whether that was committed. The new version is one more. */
    store(step: StoreStep): Promise<boolean> | boolean;
    /** Sends once, without redirects and retries, and gives up at `before`. Null is a lost response, and so is what it throws; `"notSent"` only where certainly no byte left. */
    send(step: SendStep): Promise<ReceivedResponse | null | "notSent">;
    /** Hears what `send` threw, after the ledger was told that the response is lost: for a log, where a mistake in `send` can be told from a lost response. Null and `"notSent"` were not thrown. Without it the name of what was thrown goes to `console.error`. What it throws itself changes nothing for the ledger, and is thrown at the end of the run, when the loss is stored. The step's request holds credentials, and the error of an HTTP client may hold them too: log its message or its stack. */
    sendFailed?(step: SendStep, error: any): unknown;
    /** Signs the bytes of `toSign` with the private key; needed where that lives elsewhere. Null says that there is no signature now: it is asked for again after a pause. What it throws ends the run, and nothing was armed. */
    sign?(step: SignStep): Promise<BytesIn | null>;
    /** Responds to the webhook that was handed in; needed where webhooks are. It is not called for a webhook that could not be kept. */
    acknowledge?(response: HttpResponse): unknown;
    /** Milliseconds since 1970; the machine's clock unless another is given. */
    clock?(): number;
}
/** Carries out a ledger's steps until it rests. Gives the time at which there is work again, in milliseconds since 1970, or null where only a message or a person brings work; of a ledger that listens always null, and the row's `due` says it. What `send` gives and is no response is lost, and why is thrown at the end of the run, when that is stored. */
export function runLedger(ledger: RefundLedger, host: LedgerHost): Promise<number | null>;
/** For your tests: checks that a table keeps what every ledger rests on, above all the version check, and throws what is wrong with `load` or `store`. Leaves one row, under a key that no ledger has. */
export function checkStore(host: Pick<LedgerHost, "load" | "store">): Promise<void>;
