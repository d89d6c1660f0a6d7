// The worker of 自查.html: the engine, and the program over it. It is given the packed parts
// as base64, then files one by one, and answers each. Nothing is fetched and nothing stored.
import * as duckdb from "./node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser-blocking.mjs";
import "wasm_exec";
import { door } from "./door.js";

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// module compiles a packed module while it is unpacked.
function module(base64) {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(stream, { headers: { "Content-Type": "application/wasm" } }));
}

let engineMemory, programMemory; // as they are now; they only grow

async function startEngine(packed) {
  const compiled = module(packed);
  const none = { mainModule: "", mainWorker: "" };
  const bindings = await duckdb.createDuckDB({ mvp: none, eh: none }, new duckdb.VoidLogger(), duckdb.BROWSER_RUNTIME);
  bindings.instantiateWasm = function (imports, success) { // its own would fetch an address
    globalThis.DUCKDB_RUNTIME = this._runtime;
    compiled.then((module) => WebAssembly.instantiate(module, imports).then((instance) => success(instance, module)));
    return [];
  };
  await compiled; // what goes wrong here is told; within instantiate it would hang
  await bindings.instantiate(() => {});
  engineMemory = () => bindings.mod.HEAPU8;
  globalThis.duckdb = door(bindings);
}

async function startProgram(packed) {
  const go = new globalThis.Go();
  const instance = await WebAssembly.instantiate(await module(packed), go.importObject);
  programMemory = () => instance.exports.mem.buffer;
  await new Promise((started, stopped) => {
    globalThis.started = started;
    go.run(instance).then(() => stopped(new Error("the program ended")), stopped);
  });
}

function checked(answer) {
  if (answer.error) throw new Error(answer.error);
  return answer;
}

const tell = (message, transfer) => postMessage(message, transfer || []);
globalThis.step = (step) => tell({ step });

// answered hands an answer over, then makes ready for the next while the clerk reads.
function answered(answer) {
  tell({ answer }, answer.book ? [answer.book.buffer] : []);
  checked(globalThis.hengji.prepare());
  tell({ idle: engineMemory().byteLength + programMemory().byteLength });
}

const tasks = {
  async start({ engine, program, rules, settings }) {
    const over = startEngine(engine);
    await startProgram(program);
    const ready = checked(globalThis.hengji.start(settings, bytesOf(rules))); // while the engine is compiled
    await over;
    checked(globalThis.hengji.prepare());
    tell({ ready });
  },
  async answer({ file, limit }) {
    globalThis.step("读取");
    const bytes = file.size > limit ? null : new Uint8Array(await file.arrayBuffer());
    answered(checked(globalThis.hengji.answer(file.name, file.size, bytes)));
  },
  async explain({ file, texts }) {
    globalThis.step("读取");
    answered(checked(globalThis.hengji.explain(file.name, new Uint8Array(await file.arrayBuffer()), JSON.stringify(texts))));
  },
};

// One task at a time: the engine is one.
let last = Promise.resolve();
onmessage = ({ data }) => {
  last = last.then(() => tasks[data.task](data)).catch((error) => tell({ error: String(error && error.message || error) }));
};
