// What the usual HTTP clients and servers have, and the ledger takes: one sending, its response, a webhook, and the errors that
// prove that not one byte left. Imports no client; the tests hold docs/http-clients.md to what really happens.
import { RefundError } from "./prelude.js";

/** fetch's response for the parse methods; null if it broke off, which is a lost response. */
export const httpResponse = (response) =>
  bodyOf(response).then((body) => ({ status: response.status, headers: [...response.headers], body }), () => null);

/** axios's response for the parse methods. */
export const axiosResponse = ({ status, headers, data }) => ({ status, headers: { ...headers }, body: data });

/** A webhook for the parse methods: a standard Request, or Node's message as Express and its like hand it on. */
export async function httpRequest(request) {
  if (!METHODS.includes(request.method)) throw new RefundError(NOT_ALLOWED);
  const isStandard = typeof request.arrayBuffer === "function";
  const body = await (isStandard ? bodyOf(request) : bytesOf(request));
  const headers = isStandard ? [...request.headers] : request.headers;
  return { method: request.method, url: request.originalUrl ?? request.url, headers, body };
}

/** Of webhooks. Scanners try others. */
const METHODS = ["GET", "POST"];
const NOT_ALLOWED = {
  code: "invalid_message",
  field: "method",
  detail: "must be GET or POST",
  reply: { status: 405, headers: [["allow", METHODS.join(", ")]], body: "" },
};

/** What is longer is refused when it is parsed. */
const LONGEST = 4 * 1024 * 1024;

/** Of a standard request or response, of which some have no stream. */
const bodyOf = async (message) => (message.body?.getReader ? beginning(chunksOf(message.body)) : message.arrayBuffer());

/** Of a message of Node's, unless express.raw() or its like has read it. */
const bytesOf = async (message) => (ArrayBuffer.isView(message.body) ? message.body : beginning(message));

/** Not every browser iterates over a stream by itself. */
async function* chunksOf(stream) {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** What is parsed, or one byte more. */
async function beginning(pieces) {
  const chunks = [];
  let length = 0;
  for await (const chunk of pieces) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST) break;
  }
  return new Uint8Array(await new Blob(chunks).slice(0, LONGEST + 1).arrayBuffer());
}

/** Sends a step of the ledger once. What it throws is a lost response. */
export async function sendWithFetch(step, fetch = globalThis.fetch) {
  const send = async (signal) => httpResponse(await fetch(step.request.url, { ...fetchOnce(step.request), signal }));
  return inTime(step, send);
}

/** Sends a step of the ledger once, by axios or an instance of it. What it throws is a lost response. */
export async function sendWithAxios(step, axios) {
  const config = axiosConfig(step.request);
  const send = async (signal) => axiosResponse(await axios.request({ ...config, signal }));
  // An interceptor may throw the error of a request of its own, after ours was answered.
  const isOurs = (error) => error?.config?.transformRequest === config.transformRequest;
  return inTime(step, send, isOurs).catch(showNoRequest);
}

/** axios's errors hold the request, with its secrets. */
const showNoRequest = ({ message, code }) => {
  throw Object.assign(new Error(message), { code });
};

async function inTime({ before }, send, isOurs = () => true) {
  const left = before - Date.now();
  if (left <= 0) return "notSent";
  try {
    return await send(AbortSignal.timeout(left));
  } catch (error) {
    if (isOurs(error) && isNotSent(error)) return "notSent";
    throw error;
  }
}

/** Deno's client for all sendings. */
let unpooled;

/** What fetch has to be told so that it sends once, which each runtime wants in its own way. */
export function fetchOnce({ method, headers, body, redirect }) {
  const init = { method, headers: [...headers], body, redirect };
  // Bun sends a GET again where a kept connection breaks, unless the request keeps and takes none.
  init.keepalive = false;
  // Deno does so with a POST as well. A client that keeps no connection has none that breaks.
  if (globalThis.Deno) init.client = unpooled ??= Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  // Node sends again after a 421, unless the body can be read only once.
  if (globalThis.process?.versions?.undici && body !== undefined) {
    const bytes = new TextEncoder().encode(body);
    init.body = new Blob([bytes]).stream();
    init.duplex = "half";
    init.headers.push(["content-length", String(bytes.length)]);
  }
  return init;
}

const asItIs = (data) => data;

/** axios asks for the body at each attempt: an interceptor that sends again gets none. */
function onlyOnce() {
  let isSent = false;
  return (data) => {
    if (isSent) throw new Error("a request is sent once");
    isSent = true;
    return data;
  };
}

/** What axios has to be told so that it sends once, and changes neither what goes out nor what comes back. */
export const axiosConfig = ({ method, url, headers, body }) => ({
  method,
  url,
  headers: Object.fromEntries(headers),
  data: body,
  transformRequest: onlyOnce(),
  transformResponse: asItIs,
  responseType: "arraybuffer",
  validateStatus: null,
  maxContentLength: LONGEST,
  maxRedirects: 0,
  fetchOptions: { redirect: "manual" }, // for older versions over fetch, such as 1.9
  "axios-retry": { retries: 0 },
});

/** What Node was doing when a connection could not be made. */
const CONNECTING = ["getaddrinfo", "connect"];
/** Of undici's connect timeout, and of certificates: Node checks them before it hands a connection over. */
const NOT_CONNECTED = [
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

/** Whether an error of fetch or axios proves that not one byte left, where the client sends once. If in doubt, it does not. */
export function isNotSent(error) {
  const cause = error?.cause ?? error;
  // One error for each address of the host that was tried.
  if (cause?.errors?.length) return cause.errors.every(isNotSent);
  return CONNECTING.includes(cause?.syscall) || NOT_CONNECTED.includes(cause?.code);
}
