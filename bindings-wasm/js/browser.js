// Browsers, their workers and bundlers: loaded by `init`, so that importing never waits and never fails.
import * as glue from "./refundkit_bg.js";
import { RefundError } from "./prelude.js";

export * from "./exports.js";

const notReady = { code: "not_ready", field: "", detail: "await init() before the first call" };
glue.__wbg_set_wasm(new Proxy({}, { get() { throw new RefundError(notReady); } }));

let loading;

/** Loads once. After a failure the next call tries again. */
export function init(source = new URL("./refundkit_bg.wasm", import.meta.url)) {
  return (loading ??= load(source).catch((error) => {
    loading = undefined;
    throw error;
  }));
}

async function load(source) {
  const wasm = await instance(await (isFetched(source) ? fetch(source) : source), { "./refundkit_bg.js": glue });
  glue.__wbg_set_wasm(wasm.exports);
  wasm.exports.__wbindgen_start();
}

const isFetched = (source) => typeof source === "string" || source instanceof URL || source instanceof Request;

/** A server that gives the wrong media type costs only the streaming. */
async function instance(source, imports) {
  if (source instanceof WebAssembly.Module) return WebAssembly.instantiate(source, imports);
  if (!(source instanceof Response)) return (await WebAssembly.instantiate(source, imports)).instance;
  if (!source.ok) throw new Error(`refundkit_bg.wasm: HTTP ${source.status}`);
  const streams = source.headers.get("content-type")?.startsWith("application/wasm");
  return (await (streams ? WebAssembly.instantiateStreaming(source, imports) : source.arrayBuffer().then((bytes) => WebAssembly.instantiate(bytes, imports)))).instance;
}
