// The rows that wait for a person, as docs/on-call.md has them.

/** `named` says of which payment a row is, where the shop knows it. `changed` is told the whole list. */
export function attentionList({ store, named, changed }) {
  let told = "[]";

  const rows = async () => (await store.attention()).map((row) => ({ ...row, ...named(row.key) }));

  /** Tells what is new, also by other relays. */
  async function follow() {
    const now = await rows();
    if (JSON.stringify(now) !== told) changed(now);
    told = JSON.stringify(now);
  }

  return { rows, follow };
}
