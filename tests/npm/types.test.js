// The types of the packed package, under the compilers and settings that users have, and what the two judges of packages say.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { folder, packed, tool } from "./installed.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);

/** The same program as ES module, as CommonJS, and as what its package says. */
const sources = join(folder, "types");
mkdirSync(sources, { recursive: true });
for (const program of ["use", "entry", "node", "browser"]) {
  for (const ending of ["ts", "mts", "cts"]) copyFileSync(here(`types/${program}.ts`), join(sources, `${program}.${ending}`));
}

const COMPILERS = { "5.9": "node_modules/typescript-5.9/bin/tsc", "7": "node_modules/typescript/bin/tsc" };

/** How modules are written: the endings of all programs, and of those that import the `.wasm`, which is for ES modules alone. */
const MODULES = {
  "nodenext": { compilerOptions: { module: "nodenext" }, endings: ["mts", "cts"], importing: ["mts"], versions: ["5.9", "7"] },
  "bundler": { compilerOptions: { module: "preserve", moduleResolution: "bundler" }, endings: ["ts", "cts"], importing: ["ts"], versions: ["5.9", "7"] },
  "CommonJS": { compilerOptions: { module: "commonjs", moduleResolution: "node10" }, endings: ["ts"], importing: [], versions: ["5.9"] },
};

const HOSTS = {
  "DOM": { compilerOptions: { lib: ["es2022", "dom", "dom.iterable"], types: [] }, programs: ["use", "entry"], importing: ["browser"] },
  "@types/node": { compilerOptions: { lib: ["es2022"], types: ["node"] }, programs: ["use", "entry", "node"], importing: [] },
};

/** Our own declarations are checked, too; TypeScript's own are not. */
const STRICT = { noEmit: true, strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, target: "es2022", skipDefaultLibCheck: true };

const rows = Object.entries(MODULES).flatMap(([module, { versions, ...one }]) =>
  Object.entries(HOSTS).flatMap(([host, two]) => versions.map((version) => ({ name: `TypeScript ${version}, ${module}, ${host}`, version, one, two }))));

const named = (programs, endings) => programs.flatMap((program) => endings.map((ending) => `${program}.${ending}`));

for (const { name, version, one, two } of rows) {
  test(name, async () => {
    const compilerOptions = { ...STRICT, ...one.compilerOptions, ...two.compilerOptions, typeRoots: [here("node_modules/@types")] };
    const files = [...named(two.programs, one.endings), ...named(two.importing, one.importing)];
    const project = join(sources, `${name.replace(/\W+/g, "-")}.json`);
    writeFileSync(project, JSON.stringify({ compilerOptions, files }));
    await run(process.execPath, [here(COMPILERS[version]), "--pretty", "false", "--project", project]).catch(({ stdout }) => assert.fail(stdout));
  });
}

test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir: packed, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
});

/** Every entry, and those that are for ES modules alone. */
const { exports } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8"));
const compiled = Object.keys(exports).filter((path) => path.endsWith(".wasm"));
const ENTRIES = {
  "all but the .wasm": ["--exclude-entrypoints", ...compiled],
  "the .wasm": ["--entrypoints", ...compiled, "--profile", "esm-only"],
};

for (const [name, words] of Object.entries(ENTRIES)) {
  test(`are-the-types-wrong finds nothing: ${name}`, async () => {
    const folder = here("../../target/npm-packed");
    const [tarball] = readdirSync(folder);
    const print = ["--format", "ascii", "--no-emoji"];
    await run(tool("attw"), [join(folder, tarball), ...print, ...words]).catch(({ stdout }) => assert.fail(stdout));
  });
}
