// Details that a provider's own side is given, read back by the merchant's side: each by its class.
import assert from "node:assert/strict";
import { test } from "node:test";
import { called, steps } from "./steps.js";

/** What reads a message: the input's name, and the steps of the same fixture, of which one is there. */
const READERS = {
  build_response: ["response", "parse_response -> details.json"],
  build_status_response: ["response", "parse_status_response -> status-details.json"],
  build_webhook: ["webhook", "parse_webhook -> webhook-details.json", "parse_notice -> notice-details.json"],
};

const given = [...steps].filter(([name]) => name.includes("/given_details: build_"));

test("details that are given are read back", () => {
  for (const [name, step] of given) {
    const [fixture, rest] = name.split(": ");
    const [input, ...readers] = READERS[rest.split(" ")[0]];
    const reader = readers.map((each) => steps.get(`${fixture}: ${each}`)).find(Boolean);
    const { details } = called(reader, { [input]: called(step) });
    assert.deepEqual(JSON.parse(JSON.stringify(details)), JSON.parse(step.document).details, name);
  }
});

test("every provider side was given three details", () => assert.equal(given.length, 18));
