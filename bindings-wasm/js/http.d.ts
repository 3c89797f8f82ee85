/** fetch's response for the parse methods; null, a lost response, if the body broke off. Of a body longer than the 4 MiB that are parsed, one byte more is read. Never rejects. */
export function httpResponse(response: { status: number; headers: Iterable<[string, string]>; body?: unknown; arrayBuffer(): Promise<ArrayBuffer> }): Promise<ReceivedResponse | null>;
/** axios's response to an `axiosConfig`, for the parse methods. */
export function axiosResponse(response: { status: number; headers: object; data: any }): ReceivedResponse;
/** A webhook for the parse methods, of whose body at most one byte more is read than the 4 MiB that are parsed: a standard `Request`, or the message of Node's `http` that Express, Koa (`ctx.req`) and Fastify (`request.raw`) hand on. Its raw body is read unless `express.raw()` or its like has read it; after a parser of JSON or forms nothing is left of it, and nothing can be verified. */
export function httpRequest(request: WebRequest | NodeMessage): Promise<ReceivedRequest>;
/** A standard `Request`. */
export interface WebRequest {
    method: string;
    url: string;
    headers: Iterable<[string, string]>;
    /** The raw body, a `ReadableStream` or null. Without one, `arrayBuffer` is called, which reads it whole. */
    body?: unknown;
    /** The raw body as a whole. */
    arrayBuffer(): Promise<ArrayBuffer>;
}
/** `IncomingMessage` of Node, and what Express adds to it. */
export interface NodeMessage extends AsyncIterable<any> {
    method?: string | undefined;
    url?: string | undefined;
    /** The whole path, where a router has cut `url`. */
    originalUrl?: string;
    headers: Record<string, string | string[] | undefined>;
    /** The raw body, if it was read. */
    body?: unknown;
}
/** Sends a step of the ledger with `fetch`, once and without redirects, and gives up at `before`. `"notSent"` if nothing left: see `isNotSent`. What it throws is a lost response. */
export function sendWithFetch(step: SendStep, fetch?: (url: string, init: FetchInit) => Promise<any>): Promise<ReceivedResponse | null | "notSent">;
/** Sends a step of the ledger with axios or an instance of it, once and without redirects, and gives up at `before`. `"notSent"` if nothing left: see `isNotSent`. What it throws is a lost response. */
export function sendWithAxios(step: SendStep, axios: { request(config: any): Promise<{ status: number; headers: object; data: any }> }): Promise<ReceivedResponse | null | "notSent">;
/** What `fetch` has to be told about a request besides its URL, so that it sends it once. Node, Deno and Bun each want it in a way of their own. It holds credentials, in plain text: print none of it. */
export function fetchOnce(request: HttpRequest): FetchInit;
/** Like the standard `RequestInit`, and the same for undici's `fetch`. */
export interface FetchInit {
    method: string;
    headers: [string, string][];
    body?: any;
    redirect: "manual";
    keepalive: false;
    [more: string]: any;
}
/** What axios has to be told about a request, so that it sends it once and leaves the bytes as they are. Make it anew for each call. It holds credentials, in plain text: print none of it. */
export function axiosConfig(request: HttpRequest): AxiosConfig;
/** As axios's `AxiosRequestConfig` has it. */
export interface AxiosConfig {
    method: string;
    url: string;
    headers: Record<string, string>;
    data: string | undefined;
    /** Gives the body as it is, once. */
    transformRequest: (data: any) => any;
    /** Gives the body as it came. */
    transformResponse: (data: any) => any;
    responseType: "arraybuffer";
    validateStatus: null;
    /** Bytes. A longer body is an error, `ERR_BAD_RESPONSE`, which is a lost response. */
    maxContentLength: number;
    maxRedirects: 0;
    fetchOptions: { redirect: "manual" };
}
/** Whether an error of `fetch` or axios in Node proves that not one byte left: no address, no connection, no certificate to trust. It holds for the error of the request itself, by a client that sends once, without retries of its own: what a hook or an interceptor throws after the response proves nothing. Whatever else went wrong, the request may have arrived. */
export function isNotSent(error: unknown): boolean;
