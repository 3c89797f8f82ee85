// A first load that fails, and what works afterwards.
import * as refundkit from "./node_modules/refundkit/dist/simulator/browser.js";
import { browse, say } from "./browse.mjs";

const failed = await refundkit.init().then(() => "no error", String);
say(browse(refundkit).then((found) => ({ ...found, failed })));
