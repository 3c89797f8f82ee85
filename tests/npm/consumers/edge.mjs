// workerd: the steps come in a request.
import * as refundkit from "refundkit/simulator";
import { report } from "./report.mjs";

export default {
  fetch: async (request) => Response.json(report(refundkit, await request.json())),
};
