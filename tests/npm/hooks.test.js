// What runs in a client after the response came, and throws: it proves nothing of the request.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import axios from "axios";
import { load } from "./installed.js";

const { sendWithAxios } = await load();

/** A server that counts what it answers. */
async function answering() {
  const server = createServer((request, response) => {
    server.answered += 1;
    request.resume().on("end", () => response.end("{}"));
  });
  server.answered = 0;
  await once(server.listen(0, "127.0.0.1"), "listening");
  server.url = `http://127.0.0.1:${server.address().port}`;
  server.unref();
  return server;
}

const stepTo = (url) => ({ request: { method: "POST", url, headers: [], body: "{}" }, before: Date.now() + 20_000 });

/** Nobody listens there. */
async function refused() {
  const server = await answering();
  server.close();
  return server.url;
}

test("what an interceptor of axios throws after the response proves nothing", async () => {
  const [server, elsewhere, instance] = [await answering(), await refused(), axios.create()];
  instance.interceptors.response.use((response) => axios.post(elsewhere, { status: response.status }));
  await assert.rejects(sendWithAxios(stepTo(server.url), instance), { code: "ECONNREFUSED" });
  assert.equal(server.answered, 1);
});

test("nor does what it throws of a request with the config of ours", async () => {
  const [server, elsewhere, instance] = [await answering(), await refused(), axios.create()];
  instance.interceptors.response.use(({ config }) => axios.request({ ...config, url: elsewhere }));
  await assert.rejects(sendWithAxios(stepTo(server.url), instance), /sent once/);
  assert.equal(server.answered, 1);
});

test("the error of our own request proves that it was not sent", async () => {
  const instance = axios.create();
  instance.interceptors.response.use((response) => response);
  assert.equal(await sendWithAxios(stepTo(await refused()), instance), "notSent");
});
