// The clients: as the package sends with each, with the client's own error beside the result, and as each sends by itself.
const step = (request, milliseconds) => ({ request, before: Date.now() + milliseconds });

/** Lets a call be made, and keeps what it throws. */
function watched(call) {
  const seen = {};
  const watching = async (...given) => {
    try {
      return await call(...given);
    } catch (error) {
      seen.error = error;
      throw error;
    }
  };
  return { seen, watching };
}

const byFetch = ({ sendWithFetch }, fetch, more = {}) => ({
  async send(request, milliseconds) {
    const { seen, watching } = watched(fetch);
    const result = await sendWithFetch(step(request, milliseconds), watching).catch(() => null);
    return { result, ...seen };
  },
  async plain({ url, method, headers, body }, milliseconds) {
    const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(milliseconds) });
    return { result: { status: response.status, body: await response.arrayBuffer() } };
  },
  ...more,
});

/** Gives up early where nobody responds to a connection. */
async function byUndici(refundkit, told) {
  const { Agent, fetch } = await import("undici");
  const [patient, quick] = [new Agent(), new Agent({ connect: { timeout: 1000 } })];
  const dispatcherFor = (url) => (url.startsWith(told.connect_timeout.url) ? quick : patient);
  return byFetch(refundkit, (url, init) => fetch(url, { ...init, dispatcher: dispatcherFor(url) }), { connecting: 20_000 });
}

async function byAxios({ sendWithAxios }, _, defaults = {}) {
  const { default: axios } = await import("axios");
  const instance = axios.create(defaults);
  return {
    instance,
    async send(request, milliseconds) {
      const { seen, watching } = watched((config) => instance.request(config));
      const result = await sendWithAxios(step(request, milliseconds), { request: watching }).catch(() => null);
      return { result, ...seen };
    },
    async plain({ url, method, headers, body }, milliseconds) {
      const signal = AbortSignal.timeout(milliseconds);
      const config = { url, method, headers: Object.fromEntries(headers), data: body, signal, validateStatus: null };
      return { result: { status: (await instance.request(config)).status } };
    },
  };
}

/** With the retries that many an app has. */
async function byRetryingAxios(refundkit) {
  const { default: retries } = await import("axios-retry");
  const client = await byAxios(refundkit, {});
  retries(client.instance);
  return client;
}

export const CLIENTS = {
  fetch: (refundkit) => byFetch(refundkit, globalThis.fetch),
  undici: byUndici,
  axios: byAxios,
  "axios-retry": byRetryingAxios,
  "axios-fetch": (refundkit, told) => byAxios(refundkit, told, { adapter: "fetch" }),
};
