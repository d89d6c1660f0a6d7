// go test -exec: runs a test of js/wasm in node, over the engine of the page.
const path = require("path");
const duckdb = require(path.join(__dirname, "node_modules/@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs"));
const dist = path.join(__dirname, "node_modules/@duckdb/duckdb-wasm/dist");
const [root, ...args] = process.argv.slice(2);
(async () => {
  const bundle = { mainModule: path.join(dist, "duckdb-eh.wasm"), mainWorker: null, pthreadWorker: null };
  const bindings = await duckdb.createDuckDB({ mvp: bundle, eh: bundle }, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await bindings.instantiate(() => {});
  globalThis.duckdb = (await import("./door.js")).door(bindings);
  process.argv.splice(2, process.argv.length, ...args);
  require(path.join(root, "lib/wasm/wasm_exec_node.js"));
})().catch((err) => { console.error(err); process.exit(1); });
