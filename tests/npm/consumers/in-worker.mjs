// The page of `worker.mjs`.
import { say } from "./browse.mjs";

const worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
say(new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = reject;
}));
