// Whether a host's table keeps what every ledger rests on. For the tests of a host.

const TEXT = `{"text":"Возврат «1» \\u0000 €","filler":"${"x".repeat(100_000)}"}`;

/** Throws what is wrong with `load` and `store`. Leaves one row, under a key that no ledger has. */
export async function checkStore({ load, store }) {
  const key = `conformance/${crypto.randomUUID()}`;
  const write = async (expected, body, more) => {
    const stored = await store({ kind: "store", id: 1, key, body, expected, due: null, attention: "none", summary: "[]", ...more });
    holds(typeof stored === "boolean", "store must give true or false");
    return stored;
  };
  const finds = async (body, version, sentence) => {
    const row = await load(key);
    holds(row?.body === body && Number(row.version) === version, sentence);
  };

  holds((await load(key)) == null, "load gives a row that nobody stored");
  holds(await write(0, TEXT), "the first row is refused");
  await finds(TEXT, 1, "the first row does not come back as it was stored, with version 1");
  holds(!(await write(0, "again")), "a first row is stored although there is one");
  holds(!(await write(7, "early")), "a row is stored over a version that is not there yet");
  await finds(TEXT, 1, "a row that was refused changed what is there");
  holds(await write(1, "second", { due: 4_102_444_800_000, attention: "manual_review" }), "the next version is refused");
  await finds("second", 2, "the second row does not come back as it was stored, with version 2");
  holds(!(await write(1, "late")), "a row is stored over a newer version");
  await finds("second", 2, "a late row changed what is there");
  const won = await Promise.all(["a", "b", "c", "d"].map((body) => write(2, body)));
  holds(won.filter(Boolean).length === 1, "of four that stored the same version at once not exactly one was told that it did");
  await finds("abcd"[won.indexOf(true)], 3, "of four that stored the same version at once another one's row is there");
}

function holds(fact, sentence) {
  if (!fact) throw new Error(`refunds will be lost or sent twice: ${sentence}`);
}
