// The same in a browser, in a page or a worker: a call before `init`, two at once, then the report.
import { report, told } from "./report.mjs";

export async function browse(refundkit, source) {
  const early = told(() => refundkit.newIdempotencyKey());
  await Promise.all([refundkit.init(source), refundkit.init()]);
  const steps = await (await fetch("/golden.json")).json();
  return { ...report(refundkit, steps), early };
}

/** The test reads the page's console. */
export const say = (report) => report.then((found) => console.log(JSON.stringify(found)), (error) => console.log(JSON.stringify({ error: String(error) })));
