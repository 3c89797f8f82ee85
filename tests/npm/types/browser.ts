// What only browsers and their bundlers have.
import { httpRequest, httpResponse, init } from "refundkit";
import type { HeadersIn } from "refundkit";
import wasm from "refundkit/refundkit_bg.wasm";

export const loaded: Promise<void>[] = [init(wasm), init(new Response()), init(new Request(wasm))];
export const compiled = WebAssembly.compileStreaming(fetch(wasm)).then(init);
export const headers: HeadersIn[] = [new Headers(), [["a", "b"]], { a: "b" }, new Map([["a", "b"]])];
export const read = [httpRequest(new Request(wasm)), httpResponse(new Response())];
