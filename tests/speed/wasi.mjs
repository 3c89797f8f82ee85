// Runs a program that was compiled for WASI: `node --no-warnings tests/speed/wasi.mjs PROGRAM.wasm`.
// Its clock shows the processor's time, so that what else runs on the machine does not count.
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const wasi = new WASI({ version: "preview1" });
const imports = wasi.getImportObject();
let memory;

imports.wasi_snapshot_preview1.clock_time_get = (_clock, _precision, address) => {
  const nanoseconds = BigInt(process.cpuUsage().user) * 1000n;
  new DataView(memory.buffer).setBigUint64(address, nanoseconds, true);
  return 0;
};

const program = await WebAssembly.compile(readFileSync(process.argv[2]));
const instance = await WebAssembly.instantiate(program, imports);
memory = instance.exports.memory;
wasi.start(instance);
