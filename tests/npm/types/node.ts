// What only Node has.
import { createPrivateKey, sign } from "node:crypto";
import { createServer } from "node:http";
import { SmartGlocal, Tranzzo, httpRequest } from "refundkit";
import type { ReceivedRequest, SessionRefund } from "refundkit";

export function signed(provider: SmartGlocal, refund: SessionRefund, pem: string): string {
  const prepared = provider.prepare(refund);
  return provider.finish(prepared, sign("sha256", Buffer.from(prepared.toSign), createPrivateKey(pem))).url;
}

export const server = createServer(async (request, response) => {
  const webhook: ReceivedRequest = await httpRequest(request);
  response.end(Tranzzo.peekWebhook(webhook).merchantOrder);
});
