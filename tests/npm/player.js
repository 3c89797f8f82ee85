// Plays calls of a ledger's story with the classes of the package.
import assert from "node:assert/strict";

/** The bundler numbers a name that there is twice. */
export const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
export const parameters = (code) => /\(([^)]*)\)/.exec(code)[1].split(",").filter(Boolean).map((name) => camel(name.replace(/\d+$/, "")));

/** A result as a document: whole requests, and what is stored by its version. */
function plain(result) {
  if (result?.kind === "store") delete result.body;
  if (result?.request) return { ...result, request: { ...result.request, headers: [...result.request.headers], redirect: undefined } };
  return result ?? null;
}

const said = (document) => JSON.parse(JSON.stringify(document));

export class Player {
  /** What was stored, by the version that it replaced. */
  bodies = [];

  constructor(story, Class, adapt = (credentials) => credentials) {
    this.story = story;
    this.provider = new Class(adapt(story.credentials), story.config);
    this.load({ version: null });
  }

  load({ version }) {
    const { settings, payment, captured, alreadyRefunded } = this.story;
    this.bodies.length = version ?? 0;
    this.ledger?.free();
    const row = version ? { body: this.bodies[version - 1], version } : undefined;
    this.ledger = this.provider.ledger(settings, payment, captured, row, alreadyRefunded ?? undefined);
  }

  play({ call, given }) {
    if (call === "load") return this.load(given);
    const names = parameters(this.ledger[call].toString());
    const result = this.ledger[call](...names.map((name) => given[name]));
    if (result?.kind === "store") this.bodies[result.expected] = result.body;
    return result;
  }

  /** Every step, view and error must be as the core gave it. */
  compareAll() {
    for (const [index, call] of this.story.calls.entries()) {
      const { call: name, given, ...expected } = call;
      assert.deepEqual(this.outcome(call), expected, `call ${index + 1}, ${name} ${JSON.stringify(given)}`);
    }
  }

  outcome(call) {
    try {
      return { ok: said(plain(this.play(call))) };
    } catch (error) {
      assert.equal(error.name, "RefundError", error);
      return { error: error.code };
    }
  }

  /** The ledger holds its provider as well. */
  free() {
    this.ledger.free();
    this.provider.free();
  }

  playAll(calls) {
    for (const call of calls) {
      try {
        this.play(call);
      } catch (error) {
        if (!call.error || error.code !== call.error) throw error;
      }
    }
    return this;
  }
}
