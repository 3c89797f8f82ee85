// The page of `service-worker.mjs`.
import { say } from "./browse.mjs";

const { serviceWorker } = navigator;
say(new Promise(async (resolve, reject) => {
  serviceWorker.onmessage = ({ data }) => resolve(data);
  serviceWorker.register(new URL("service-worker.mjs", import.meta.url), { type: "module" }).catch(reject);
  (await serviceWorker.ready).active.postMessage("report");
}));
