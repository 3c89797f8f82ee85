// Whether everything that npm installed in a folder is what its lock file names: version and hash. Prints what is not.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8")).packages;
const [lock, installed] = [read("package-lock.json"), read("node_modules/.package-lock.json")];

// A link leads to a package that was made here.
const foreign = Object.entries(installed).filter(([place, found]) => place.startsWith("node_modules/") && !found.link);
const isLocked = ([place, { version, integrity }]) =>
  integrity?.startsWith("sha512-") && lock[place]?.version === version && lock[place]?.integrity === integrity;
const loose = foreign.filter((entry) => !isLocked(entry));

loose.forEach(([place, { version }]) => console.error(`${folder}: ${place} ${version} is not what the lock file names`));
process.exit(loose.length > 0 || foreign.length === 0 ? 1 : 0);
