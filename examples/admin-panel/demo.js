// `npm run demo`: the simulator with a scenario, and the panel on top, with an empty store. Ends with Ctrl+C.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { clockOf } from "./clock.js";
import { openedForTheSimulatorAlone } from "./google.js";
import { start } from "./server.js";

const scenario = new URL("scenario.json", import.meta.url).pathname;
const program = new URL("bin/simulator.mjs", import.meta.resolve("refundkit/package.json")).pathname;
const { PORT = "8090", WEBHOOKS = "8081" } = process.env;

const simulator = spawn(process.execPath, [program, scenario], {
  env: { ...process.env, PORT: "0", WEBHOOKS: `http://127.0.0.1:${WEBHOOKS}` },
  stdio: ["ignore", "pipe", "inherit"],
});
process.on("exit", () => simulator.kill());
for await (const line of createInterface(simulator.stdout)) {
  const [base] = line.split(",");
  const database = join(mkdtempSync(join(tmpdir(), "refunds-")), "refunds.db");
  const ports = { port: Number(PORT), webhookPort: Number(WEBHOOKS) };
  await start({ simulator: base, database, ...ports, openEnvelope: openedForTheSimulatorAlone, clock: clockOf(8) });
  console.log(`The panel: http://127.0.0.1:${PORT}   The simulator: ${base}`);
  for (const ask of asks()) await fetch(`${base}/google`, { method: "POST", body: JSON.stringify(ask) });
}

/** What Google asks for: in part, the same again, too much, and the same id for another amount. */
function asks() {
  const ask = (requestId, captureId, minorUnits) => ({ requestId, captureId, minorUnits });
  return [
    ask("g-1", "capture-1", 3000),
    ask("g-1", "capture-1", 3000),
    ask("g-2", "capture-1", 9000),
    ask("g-1", "capture-1", 4000),
  ];
}
