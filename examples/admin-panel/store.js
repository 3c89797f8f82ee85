// Everything that must outlive a crash, in one file that is replaced whole. A database with transactions in your app.
import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";

const EMPTY = { refunds: {}, webhooks: [], google: { captures: {}, refunds: {}, asks: [] } };

/** `data` is changed in place; `await save()` before anything leaves that depends on the change. */
export function openStore(file) {
  mkdirSync(dirname(file), { recursive: true });
  const data = { ...structuredClone(EMPTY), ...read(file) };
  return { data, save: () => writeFileAtomic(file, JSON.stringify(data)) }; // flushed, renamed, and queued
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error; // a store that cannot be read is no reason to begin with an empty one
  }
}
