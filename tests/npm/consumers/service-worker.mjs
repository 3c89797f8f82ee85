// A service worker: no top-level await anywhere, and nothing is loaded before it is needed.
import * as refundkit from "./node_modules/refundkit/dist/simulator/browser.js";
import { browse } from "./browse.mjs";

onmessage = (event) => event.waitUntil(browse(refundkit).catch((error) => ({ error: String(error) })).then((found) => event.source.postMessage(found)));
