// The stories of the ledger, played with the package's classes: every step, view and error as the core gave them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { classes, refundkit } from "./calls.js";
import { stories } from "./installed.js";
import { Player } from "./player.js";

const record = (name) => readFileSync(new URL(`../stories/${name}/record.json`, import.meta.url), "utf8");

/** A result as a document: whole requests, and what is stored by its version. */
function plain(result) {
  if (result?.kind === "store") delete result.body;
  if (result?.request) return { ...result, request: { ...result.request, headers: [...result.request.headers], redirect: undefined } };
  return result ?? null;
}

const said = (document) => JSON.parse(JSON.stringify(document));

function outcome(player, call) {
  try {
    return { ok: said(plain(player.play(call))) };
  } catch (error) {
    assert.ok(refundkit.isRefundError(error), error);
    return { error: error.code };
  }
}

for (const story of stories()) {
  test(`story: ${story.name}`, () => {
    const { Class } = classes().find(({ provider }) => provider === story.provider);
    const player = new Player(story, Class);
    for (const [index, call] of story.calls.entries()) {
      const { call: name, given, ...expected } = call;
      assert.deepEqual(outcome(player, call), expected, `call ${index + 1}, ${name} ${JSON.stringify(given)}`);
    }
    assert.equal(player.bodies.at(-1), record(story.name));
  });
}
