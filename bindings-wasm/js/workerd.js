// workerd (Cloudflare Workers): compiles no bytes, so the module is imported; loaded at import.
import * as glue from "./refundkit_bg.js";
import module from "./refundkit_bg.wasm";

export * from "./exports.js";

const { exports: wasm } = new WebAssembly.Instance(module, { "./refundkit_bg.js": glue });
glue.__wbg_set_wasm(wasm);
wasm.__wbindgen_start();

export const init = async () => {};
