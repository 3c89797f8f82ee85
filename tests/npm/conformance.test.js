// What the check of a host's store finds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { refundkit } from "./calls.js";

/** A table that keeps the rules. */
class Rows {
  rows = new Map();

  async load(key) {
    return this.rows.get(key);
  }

  async store({ key, body, expected }) {
    if (expected !== (this.rows.get(key)?.version ?? 0)) return false;
    this.rows.set(key, { body, version: expected + 1 });
    return true;
  }
}

const check = (rows) => refundkit.checkStore({ load: (key) => rows.load(key), store: (step) => rows.store(step) });

test("a table that keeps the rules passes", () => check(new Rows()));

test("so does one whose driver gives BIGINT as a text or a BigInt", async () => {
  for (const given of [String, BigInt]) {
    const rows = new Rows();
    const load = async (key) => {
      const row = await rows.load(key);
      return row && { ...row, version: given(row.version) };
    };
    await refundkit.checkStore({ load, store: (step) => rows.store(step) });
  }
});

/** What is wrong, how, and what the check says of it. */
const FAULTS = {
  "no version check": [class extends Rows {
    async store({ key, body, expected }) {
      this.rows.set(key, { body, version: expected + 1 });
      return true;
    }
  }, /a first row is stored although there is one/],
  "an upsert that answers no and writes": [class extends Rows {
    async store(step) {
      const stored = await super.store(step);
      if (!stored) this.rows.set(step.key, { body: step.body, version: 1 });
      return stored;
    }
  }, /a row that was refused changed what is there/],
  "versions that only have to be old": [class extends Rows {
    async store(step) {
      const version = this.rows.get(step.key)?.version ?? 0;
      if (step.expected > version || (step.expected === 0 && version > 0)) return false;
      this.rows.set(step.key, { body: step.body, version: version + 1 });
      return true;
    }
  }, /a row is stored over a newer version/],
  "a column that is too short": [class extends Rows {
    async store(step) {
      return super.store({ ...step, body: step.body.slice(0, 65_535) });
    }
  }, /does not come back as it was stored/],
  "another character set": [class extends Rows {
    async store(step) {
      return super.store({ ...step, body: step.body.replaceAll("€", "?") });
    }
  }, /does not come back as it was stored/],
  "a driver's result": [class extends Rows {
    async store(step) {
      return { changes: Number(await super.store(step)) };
    }
  }, /must give true or false/],
  "a read before the write": [class extends Rows {
    async store(step) {
      const version = this.rows.get(step.key)?.version ?? 0;
      await new Promise(setImmediate);
      if (step.expected !== version) return false;
      this.rows.set(step.key, { body: step.body, version: version + 1 });
      return true;
    }
  }, /at once not exactly one/],
};

for (const [name, [Faulty, said]] of Object.entries(FAULTS)) {
  test(`found: ${name}`, () => assert.rejects(check(new Faulty()), said));
}
