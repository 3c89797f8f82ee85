// Signed by a key that refundkit never sees: `node sign-elsewhere.mjs`. WebCrypto and node:crypto; a KMS looks the same.
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Bank131, httpResponse, money, newIdempotencyKey } from "refundkit";
import { simulator } from "./tranzzo.mjs";

const pem = await readFile(new URL("../../tests/keys/merchant_pkcs8.pem", import.meta.url), "utf8");
const nodeKey = createPrivateKey(pem);
const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const der = nodeKey.export({ type: "pkcs8", format: "der" });
const webKey = await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]); // not extractable

const signers = {
  WebCrypto: (bytes) => crypto.subtle.sign(algorithm, webKey, bytes),
  "node:crypto": (bytes) => sign("sha256", bytes, nodeKey),
};

// With the public key every signature is checked before a request leaves.
const publicKey = createPublicKey(nodeKey).export({ type: "spki", format: "pem" });
const bank = new Bank131({ project: "demo-project", publicKey }, { endpoint: { loopback: `${simulator}/bank131` } });

for (const [name, signer] of Object.entries(signers)) {
  const outcome = await refunded(signer);
  console.log(`${name}: ${outcome.status}`);
}

async function refunded(signer) {
  const refund = {
    sessionId: "00000000-0000-4000-8000-000000000004",
    amount: { partial: money("10.50", "RUB") },
    metadata: JSON.stringify(newIdempotencyKey()),
  };
  return bank.parseResponse(refund, await send(await signed(bank.prepare(refund), signer))).outcome; // store the refund before this
}

async function signed(prepared, signer) {
  return bank.finish(prepared, await signer(new TextEncoder().encode(prepared.toSign)));
}

function send(request) {
  return fetch(request.url, { ...request, signal: AbortSignal.timeout(10_000) }).then(httpResponse, () => null);
}
