#!/usr/bin/env node
// The simulator over HTTP: `npx refundkit-simulator [scenario.json]`. `docs/simulator.md` tells what it knows and does.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Simulator, fetchOnce, httpRequest, isRefundError } from "../dist/simulator/node.mjs";

const { HOST = "127.0.0.1", PORT = "8080", WEBHOOKS = "http://127.0.0.1:8081" } = process.env;
const [scenario] = process.argv.slice(2);
const simulator = new Simulator(WEBHOOKS);
if (scenario) await follow(scenario);

const server = createServer(async (message, response) => react(await httpRequest(message), response));
server.listen(Number(PORT), HOST, () => {
  const { address, port } = server.address();
  console.log(`http://${address}:${port}, webhooks to ${WEBHOOKS}/<provider>`);
  setTimeout(announce, 1000);
});

async function follow(file) {
  const request = { method: "POST", url: "/scenario", headers: [], body: await readFile(file, "utf8") };
  const { response } = simulator.handle(request, Date.now());
  if (response.status === 204) return;
  console.error(`${file}: ${response.body}`);
  process.exit(1);
}

function react(request, response) {
  const reaction = reactionTo(request);
  if (reaction.kind === "drop") response.socket.destroy();
  if (reaction.kind !== "response") return; // until the client hangs up
  const { status, headers, body, bodyBase64 } = reaction.response;
  response.writeHead(status, headers.flat()).end(bodyBase64 === undefined ? body : Buffer.from(bodyBase64, "base64"));
}

/** A request that no provider could read is refused. */
function reactionTo(request) {
  try {
    return simulator.handle(request, Date.now());
  } catch (error) {
    if (!isRefundError(error)) throw error;
    return { kind: "response", response: { status: 400, headers: [], body: error.message } };
  }
}

/** Sends what there is to tell, once a second, and each webhook once. */
async function announce() {
  for (const webhook of simulator.webhooks(Date.now())) {
    const init = { ...fetchOnce(webhook), signal: AbortSignal.timeout(5000) };
    await fetch(webhook.url, init).then(({ status }) => tell(webhook, status), (error) => tell(webhook, error.cause?.code ?? error.message));
  }
  setTimeout(announce, 1000);
}

const tell = ({ url }, what) => console.error(`webhook to ${url}: ${what}`);
