// The only place that knows the credentials: here the simulator's test ones. In your app they come from a secret store.
import { readFileSync } from "node:fs";
import * as refundkit from "refundkit";
import { providers } from "./public/providers.js";

const key = (name) => readFileSync(new URL(`../../simulator/keys/${name}.pem`, import.meta.url), "utf8");
const session = { project: "demo-project", privateKey: key("merchant"), providerKeys: [key("provider_public")] };
const login = { userName: "demo-api", password: "demo-password" };

const credentials = {
  bank131: session,
  smart_glocal: session,
  sberbank_legacy: { ...login, callbackTokens: ["demo-token"] },
  sberbank_gateway: login,
  themap: { key: "DemoTerminal", signingKey: "demo-signing-key" },
  tranzzo: {
    posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667",
    apiKey: "demo-key",
    apiSecret: "demo-secret",
    endpointsKey: "demo-endpoints-key",
  },
};

/** One object a provider, made once, for a simulator at `base`. */
export function connect(base) {
  return Object.fromEntries(
    Object.entries(providers).map(([name, provider]) => [name, connection(name, provider, base)]),
  );
}

function connection(name, provider, base) {
  const config = { ...provider.config, endpoint: { loopback: `${base}/${name}` } };
  return new refundkit[provider.class](credentials[name], config);
}
