#!/usr/bin/env node
// The simulator over HTTP: `npx refundkit-simulator [scenario.json]`. `docs/simulator.md` tells what it knows and does.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Simulator, fetchOnce, httpRequest, isRefundError } from "../dist/simulator/node.mjs";

const HOST = process.env.HOST || "127.0.0.1";
const PORT = Number(process.env.PORT || 8080);
const WEBHOOKS = process.env.WEBHOOKS || "http://127.0.0.1:8081";
const [scenario] = process.argv.slice(2);
const simulator = new Simulator(WEBHOOKS);
if (scenario) await follow(scenario);

const server = createServer((message, response) => {
  // A client that breaks off in the middle of its request gets nothing.
  httpRequest(message).then((request) => react(request, response), () => response.destroy());
});
server.on("error", ({ message }) => end(message));
if (!(PORT >= 0 && PORT < 65536)) end("PORT must be from 0 to 65535");
process.on("SIGTERM", () => process.exit(0));
server.listen(PORT, HOST, () => {
  const { address, port } = server.address();
  console.log(`http://${address}:${port}, webhooks to ${WEBHOOKS}/<provider>`);
  setTimeout(announce, 1000);
});

async function follow(file) {
  const body = await readFile(file, "utf8").catch(({ message }) => end(message));
  const request = { method: "POST", url: "/scenario", headers: [], body };
  const { response } = simulator.handle(request, Date.now());
  if (response.status === 204) return;
  end(`${file}: ${response.body}`);
}

function end(why) {
  console.error(why);
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
