// What Google asks for.
import { createRequire } from "node:module";
import { root } from "./environment.mjs";

const { GoogleCaller } = createRequire(`${root}/examples/admin-panel/package.json`)("refundkit/simulator");

export const ACCOUNT = "InvisiCashUSA_USD";

/** A refund of 30.00 of a capture of 100.00, as Google asks for it. */
export function askOf(requestId, captureId = "capture-2", at = Date.now()) {
  const caller = new GoogleCaller({}, { endpoint: { loopback: "http://127.0.0.1:1/google" } });
  const refund = {
    shape: "flat",
    protocolVersion: { major: 1, minor: 0, revision: 0 },
    requestId: `${requestId}-${captureId}`,
    accountId: ACCOUNT,
    captureId: { kind: "capture_request_id", id: captureId },
    amount: { minorUnits: 3000, currency: "USD" },
  };
  const { method, url, headers, body } = caller.buildRequest(refund, at);
  return { method, url: new URL(url).pathname, headers, body };
}
