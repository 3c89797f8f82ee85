// node install.js TARBALL GOLDEN STORIES: an empty folder, the packed package in it as npm installs it, and the consumers beside it.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./installed.js";

const [tarball, golden, stories] = process.argv.slice(2);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", tarball], { cwd: folder, stdio: "inherit" });
cpSync(new URL("consumers", import.meta.url), folder, { recursive: true });
copyFileSync(golden, join(folder, "golden.json"));
copyFileSync(stories, join(folder, "stories.json"));
