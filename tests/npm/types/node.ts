// What only Node has.
import { createPrivateKey, sign } from "node:crypto";
import { createServer } from "node:http";
import { SmartGlocal, Tranzzo } from "refundkit";
import type { ReceivedRequest, SessionRefund } from "refundkit";

export function signed(provider: SmartGlocal, refund: SessionRefund, pem: string): string {
  const prepared = provider.prepare(refund);
  return provider.finish(prepared, sign("sha256", Buffer.from(prepared.toSign), createPrivateKey(pem))).url;
}

export const server = createServer(async (request, response) => {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  const webhook: ReceivedRequest = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body: Buffer.concat(parts) };
  response.end(Tranzzo.peekWebhook(webhook).merchantOrder);
});
