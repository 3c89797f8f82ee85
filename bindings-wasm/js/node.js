// Node, Deno and Bun: loaded at import, synchronously. Bundled as CommonJS; `node.mjs` passes on the same instance.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as glue from "./refundkit_bg.js";

export * from "./exports.js";

const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(__dirname, "refundkit_bg.wasm"))), {
  "./refundkit_bg.js": glue,
});
glue.__wbg_set_wasm(wasm);
wasm.__wbindgen_start();

export const init = async () => {};
