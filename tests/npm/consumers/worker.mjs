// A web worker.
import * as refundkit from "./node_modules/refundkit/dist/simulator/browser.js";
import { browse } from "./browse.mjs";

browse(refundkit).then(postMessage, (error) => postMessage({ error: String(error) }));
