// Node, Deno and Bun, as ES modules.
import { readFileSync } from "node:fs";
import * as refundkit from "refundkit/simulator";
import { report } from "./report.mjs";

console.log(JSON.stringify(report(refundkit, JSON.parse(readFileSync("golden.json", "utf8")))));
