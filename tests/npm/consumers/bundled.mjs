// For Vite and webpack, which find the `.wasm` by themselves.
import * as refundkit from "refundkit/simulator";
import { browse, say } from "./browse.mjs";

say(browse(refundkit));
