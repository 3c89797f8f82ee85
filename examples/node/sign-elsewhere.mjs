// Signed by a key that refundkit never sees: `node sign-elsewhere.mjs`. WebCrypto and node:crypto; a KMS looks the same.
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Bank131, money, runLedger } from "refundkit";
import { host } from "./host.mjs";
import { load } from "./store.mjs";
import { settings, simulator } from "./tranzzo.mjs";

const pem = await readFile(new URL("../../simulator/keys/merchant.pem", import.meta.url), "utf8");
const nodeKey = createPrivateKey(pem);
const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const der = nodeKey.export({ type: "pkcs8", format: "der" });
const webKey = await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]); // not extractable

const bytes = (text) => new TextEncoder().encode(text);
const signers = {
  WebCrypto: ({ toSign }) => crypto.subtle.sign(algorithm, webKey, bytes(toSign)),
  "node:crypto": async ({ toSign }) => sign("sha256", bytes(toSign), nodeKey),
};

// With the public key every signature is verified before a request leaves.
const publicKey = createPublicKey(nodeKey).export({ type: "spki", format: "pem" });
const bank = new Bank131({ project: "demo-project", publicKey }, { endpoint: { loopback: `${simulator}/bank131` } });
const session = { sessionId: "00000000-0000-4000-8000-000000000004" };

for (const [name, signer] of Object.entries(signers)) {
  const row = await load(bank.ledgerKey(settings, session));
  const ledger = bank.ledger(settings, session, money("100.00", "RUB"), row);
  ledger.request(`signed by ${name}`, { amount: money("10.50", "RUB") });
  await runLedger(ledger, { ...host, sign: signer });
  console.log(`${name}: ${ledger.refund(`signed by ${name}`).status}`);
}
