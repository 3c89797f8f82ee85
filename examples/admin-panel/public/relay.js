// The way to the relay: the only place that the page talks to.

export const loadState = () => fetch("/api/state").then((response) => response.json());

/** `{ ok, body }`; throws only where the relay could not be reached. */
export async function post(path, data) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(data),
  });
  return { ok: response.ok, body: await response.json().catch(() => ({})) };
}

/** What changes while the page is open; after a break everything is loaded anew. */
export function listen({ opened, closed, ...handlers }) {
  const events = new EventSource("/api/events");
  for (const [name, handler] of Object.entries(handlers)) {
    events.addEventListener(name, (event) => handler(JSON.parse(event.data)));
  }
  events.addEventListener("open", opened);
  events.addEventListener("error", closed);
}
