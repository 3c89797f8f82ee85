// A plain page: `<script type="module" src="plain.mjs">`.
import * as refundkit from "./node_modules/refundkit/dist/simulator/browser.js";
import { browse, say } from "./browse.mjs";

say(browse(refundkit));
