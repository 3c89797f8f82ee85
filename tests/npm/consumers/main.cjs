// Node as CommonJS; whoever imports it as an ES module gets the same instance.
const { readFileSync } = require("node:fs");
const refundkit = require("refundkit/simulator");

async function main() {
  const { report } = await import("./report.mjs");
  const module = await import("refundkit/simulator");
  const others = Object.keys(module).filter((name) => name !== "default" && module[name] !== refundkit[name]);
  const missing = Object.keys(refundkit).filter((name) => !(name in module));
  if (others.length + missing.length) throw new Error(`two instances: ${others}, missing: ${missing}`);
  console.log(JSON.stringify(report(refundkit, JSON.parse(readFileSync("golden.json", "utf8")))));
}

main();
