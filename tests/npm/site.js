// A small web server over the installed folder. The first part of a path says how it serves: `/plain/..`, `/csp/..`.
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import { basename, extname, join } from "node:path";
import { folder } from "./installed.js";

const TYPES = { ".html": "text/html", ".mjs": "text/javascript", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };
const policy = (script) => ({ "content-security-policy": `default-src 'self'; script-src ${script}` });

/** Headers and faults. */
const MANNERS = {
  plain: () => ({}),
  mistyped: (file) => (file.endsWith(".wasm") ? { "content-type": "text/plain" } : {}),
  untyped: (file) => (file.endsWith(".wasm") ? { "content-type": undefined } : {}),
  csp: () => policy("'self' 'wasm-unsafe-eval'"),
  forbidding: () => policy("'self'"),
  faltering: (file, times) => (file.endsWith(".wasm") && times === 1 ? { status: 503 } : {}),
};

/** Resolves to `{ origin, times, close }`; `times` counts how often a path was asked for. */
export async function serve() {
  const times = new Map();
  const server = createServer((request, response) => respond(request, response, times).catch(() => response.writeHead(404).end()));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { origin: `http://127.0.0.1:${server.address().port}`, times, close: () => server.close() };
}

async function respond({ url }, response, times) {
  times.set(url, (times.get(url) ?? 0) + 1);
  const [, manner, file] = /^\/(?:(\w+)\/)?(.*)$/.exec(url);
  const { status = 200, ...headers } = (MANNERS[manner] ?? MANNERS.plain)(file, times.get(url));
  const body = await content(file);
  const typed = Object.entries({ "content-type": TYPES[extname(file)], ...headers }).filter(([, value]) => value);
  response.writeHead(status, Object.fromEntries(typed)).end(body);
}

/** A page that does not exist is one that loads the script of its name. */
const content = (file) =>
  readFile(join(folder, file)).catch((error) => {
    if (extname(file) !== ".html") throw error;
    return `<!doctype html><script type="module" src="./${basename(file, ".html")}"></script>`;
  });
