// The golden steps, run by the classes instead of the JSON interface.
import { refundkit } from "./calls.js";
import { golden } from "./installed.js";

/** Each step of each fixture, by its name. */
export const steps = new Map(golden().map((step) => [step.name, step]));

export const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const named = new Map(Object.keys(refundkit).map((name) => [name.toLowerCase(), refundkit[name]])).set("google", refundkit.GoogleIntegrator);
const parameters = (code) => /\(([^)]*)\)/.exec(code)[1].split(",").filter(Boolean).map((name) => camel(name.trim().replace(/\d+$/, "")));

/** What the method of the class returns for a step, whose inputs may be replaced. */
export function called({ document }, replaced = {}) {
  const step = { ...JSON.parse(document), ...replaced };
  const Class = named.get(step.provider.replaceAll("_", ""));
  const object = new Class(step.credentials, step.config);
  const method = camel(step.operation);
  const given = (name) => (name === "response" ? (step.response.response ?? step.response) : step[name]);
  return object[method](...parameters(Class.prototype[method].toString()).map(given));
}
