// The stories of the ledger, played with the package's classes: every step, view and error as the core gave them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { classes } from "./calls.js";
import { stories } from "./installed.js";
import { Player } from "./player.js";

const record = (name) => readFileSync(new URL(`../stories/${name}/record.json`, import.meta.url), "utf8");

for (const story of stories()) {
  test(`story: ${story.name}`, () => {
    const { Class } = classes().find(({ provider }) => provider === story.provider);
    const player = new Player(story, Class);
    player.compareAll();
    assert.equal(player.bodies.at(-1), record(story.name));
  });
}
