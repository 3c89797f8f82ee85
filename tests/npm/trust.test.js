// What the page of all providers says of a server whose root Node does not know, and what it sets then.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { rootCertificates } from "node:tls";
import { X509Certificate } from "node:crypto";
import { packed } from "./installed.js";

const inTests = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const page = readFileSync(join(packed, "providers.md"), "utf8");
const [, SAID, LINE] = /## TLS[^]*?```text\n([^]*?)```[^]*?```sh\n([^]*?)```/.exec(page);
const PROGRAM = `fetch(process.env.URL).then(({ status }) => console.log(status), ({ message, cause }) => console.log(message + ": " + cause.code + ": " + cause.message));\n`;

let servers;
let told;
const folder = mkdtempSync(join(tmpdir(), "refundkit-"));

before(async () => {
  servers = spawn("python3", [inTests("clients/server.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface(servers.stdout), "line");
  told = JSON.parse(line);
  const root = readFileSync(inTests("keys/tls_unknown.pem"), "utf8").split(/(?<=-----END CERTIFICATE-----\n)/)[2];
  writeFileSync(join(folder, "russian_trusted_root_ca.pem"), root);
  writeFileSync(join(folder, "shop.mjs"), PROGRAM);
});
after(() => servers.stdin.end());

function shop(line, server) {
  return execFileSync("sh", ["-c", line], { cwd: folder, encoding: "utf8", env: { ...process.env, URL: told[server].url } });
}

test("a root that Node does not know is the error on the page", () => {
  assert.equal(shop("node shop.mjs", "tls_unknown_ca"), SAID);
});

test("the line of the page adds the root", () => {
  for (const server of ["tls_unknown_ca", "tls_unknown_root"]) assert.equal(shop(LINE, server), "200\n");
});

test("Node's list has no Russian authority", () => {
  const subjects = rootCertificates.map((each) => new X509Certificate(each).subject);
  assert.ok(subjects.length > 100);
  assert.deepEqual(subjects.filter((subject) => /Russian|Ministry/.test(subject)), []);
});
