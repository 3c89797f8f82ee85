// How much of a body is read: what is longer than what is parsed is cut behind the byte that tells so.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import axios from "axios";
import { load } from "./installed.js";

const { axiosConfig, httpRequest, httpResponse, sendWithAxios, sendWithFetch } = await load();

const LONGEST = 4 * 1024 * 1024;
const PIECE = 65_536;

/** A body of 16 MiB, and what was read of it. */
function long() {
  const seen = { read: 0, cancelled: false };
  const pull = (controller) => {
    seen.read += PIECE;
    controller.enqueue(new Uint8Array(PIECE));
    if (seen.read === 4 * LONGEST) controller.close();
  };
  const cancel = () => {
    seen.cancelled = true;
  };
  return { seen, stream: new ReadableStream({ pull, cancel }) };
}

const asBytes = (body) => new Uint8Array(body);

test("of a standard request no more is read than tells that it is too long", async () => {
  const { seen, stream } = long();
  const { body } = await httpRequest(new Request("http://shop.example/hook", { method: "POST", body: stream, duplex: "half" }));
  assert.equal(body.length, LONGEST + 1);
  assert.ok(seen.cancelled && seen.read < LONGEST + 10 * PIECE, JSON.stringify(seen));
});

test("nor of a standard response", async () => {
  const { seen, stream } = long();
  const { status, body } = await httpResponse(new Response(stream));
  assert.deepEqual([status, body.length], [200, LONGEST + 1]);
  assert.ok(seen.cancelled && seen.read < LONGEST + 10 * PIECE, JSON.stringify(seen));
});

test("nor of a message of Node's", async () => {
  const message = Object.assign(Readable.from(Array(100).fill(Buffer.alloc(PIECE))), { method: "POST", url: "/hook", headers: {} });
  assert.equal((await httpRequest(message)).body.length, LONGEST + 1);
});

test("what is short is read whole", async () => {
  for (const length of [0, 5, LONGEST]) {
    const body = Buffer.alloc(length, "é");
    assert.deepEqual(asBytes((await httpRequest(new Request("http://shop.example/hook", { method: "POST", body }))).body), asBytes(body));
    assert.deepEqual(asBytes((await httpResponse(new Response(body))).body), asBytes(body));
  }
  assert.equal(asBytes((await httpRequest(new Request("http://shop.example/hook"))).body).length, 0);
  assert.equal(asBytes((await httpResponse(new Response(null, { status: 204 }))).body).length, 0);
});

test("a request or response without a stream is read by its own arrayBuffer", async () => {
  const arrayBuffer = async () => Uint8Array.of(1, 2).buffer;
  const request = { method: "POST", url: "/hook", headers: new Headers(), arrayBuffer };
  assert.deepEqual(asBytes((await httpRequest(request)).body), Uint8Array.of(1, 2));
  assert.deepEqual(asBytes((await httpResponse({ status: 200, headers: new Headers(), arrayBuffer })).body), Uint8Array.of(1, 2));
});

test("a body that breaks off is a lost response", async () => {
  const stream = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  assert.equal(await httpResponse(new Response(stream)), null);
});

test("a response that is packed small is not unpacked whole", async () => {
  const packed = gzipSync(Buffer.alloc(16 * LONGEST));
  const server = createServer((request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(packed));
  server.unref();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const request = { method: "POST", url: `http://127.0.0.1:${server.address().port}`, headers: [], body: "{}" };
  const step = () => ({ request, before: Date.now() + 20_000 });
  assert.equal((await sendWithFetch(step())).body.length, LONGEST + 1);
  await assert.rejects(sendWithAxios(step(), axios), { code: "ERR_BAD_RESPONSE" });
  assert.equal(axiosConfig(request).maxContentLength, LONGEST);
});

test("a webhook comes by GET or POST, and another method has a response", async () => {
  for (const method of ["PUT", "HEAD", "OPTIONS", "get"]) {
    const message = Object.assign(Readable.from([]), { method, url: "/hook", headers: {} });
    await assert.rejects(httpRequest(message), { name: "RefundError", code: "invalid_message", field: "method", reply: { status: 405, headers: [["allow", "GET, POST"]], body: "" } });
  }
});
