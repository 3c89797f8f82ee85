// For esbuild, which must be told: `--loader:.wasm=file`.
import * as refundkit from "refundkit/simulator";
import wasm from "refundkit/simulator/refundkit_bg.wasm";
import { browse, say } from "./browse.mjs";

say(browse(refundkit, wasm));
