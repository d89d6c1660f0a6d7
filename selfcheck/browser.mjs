// Drives 自查.html as a clerk does: opened by its address, files dropped on it, answers
// read. What is asked for beyond the file is listed; at file: the network is cut.
//   node browser.mjs BROWSER '{"address": …, "files": […], …}'   → one JSON object a line
// Options: lack (a name that this browser is to lack), explain (a text that is typed beside
// every line of the last file), downloads (a folder: the last workbook and list are
// fetched by their links), pictures (how names begin of those of the last answer), axe.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const [browserPath, text] = process.argv.slice(2);
const asked = JSON.parse(text), firefox = browserPath.includes("firefox");
const atDisk = asked.address.startsWith("file:");
const browser = await puppeteer.launch({
  browser: firefox ? "firefox" : "chrome", executablePath: browserPath, headless: true, protocolTimeout: 600_000,
  args: firefox ? [] : ["--no-sandbox", "--disable-gpu", "--lang=zh-CN", ...(atDisk ? ["--host-resolver-rules=MAP * ~NOTFOUND"] : [])],
  extraPrefsFirefox: {
    "browser.download.folderList": 2, "browser.download.dir": asked.downloads || "", "browser.helperApps.neverAsk.saveToDisk": "text/csv",
    "intl.accept_languages": "zh-CN", ...(atDisk ? { "network.proxy.type": 1, "network.proxy.socks": "127.0.0.1", "network.proxy.socks_port": 9, "network.proxy.no_proxies_on": "" } : {}),
  },
});
const requests = [], said = [], tell = (line) => console.log(JSON.stringify(line));
const tab = await browser.newPage();
tab.setDefaultTimeout(600_000);
tab.on("request", (request) => { if (!/^(file|blob|data):/.test(request.url())) requests.push(request.url()); });
tab.on("console", (message) => said.push(message.text()));
tab.on("pageerror", (error) => said.push(String(error)));
await tab.setViewport({ width: 1280, height: 900 });
if (asked.lack) await tab.evaluateOnNewDocument((name) => { delete globalThis[name]; }, asked.lack);

const from = Date.now(), since = () => Date.now() - from;
const opened = tab.goto(asked.address, { waitUntil: "domcontentloaded" });
await tab.waitForFunction(() => globalThis.document && document.getElementById("progress") && !/一直不变/.test(document.getElementById("progress").textContent), { polling: 20 });
const accepts = since();
await tab.evaluate(() => new MutationObserver(() => { globalThis.readyAt ??= Math.round(performance.now()); }).observe(document.body, { attributes: true }));

// dropped lets go of a file over the page: in Chromium with the mouse; Firefox's protocol
// has no such mouse, so the event is made in the page, with the file of an input of ours.
async function dropped(file) {
  if (!firefox) {
    const client = await tab.createCDPSession();
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"]) await client.send("Input.dispatchDragEvent", { type, x: 300, y: 60, data });
    return client.detach();
  }
  const input = await tab.evaluateHandle(() => Object.assign(document.createElement("input"), { type: "file" }));
  await input.uploadFile(file);
  await tab.evaluate((input) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(input.files[0]);
    for (const type of ["dragenter", "dragover", "drop"]) document.getElementById("drop").dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, input);
}

const answered = () => tab.waitForFunction(() => {
  const article = document.querySelector("article");
  return article && article.dataset.verdict;
}, { polling: 50 });

const answer = () => tab.evaluate(() => {
  const article = document.querySelector("article"), a = article.answer;
  const base64 = (array) => { let s = ""; for (const b of array) s += String.fromCharCode(b); return btoa(s); };
  return {
    progress: document.getElementById("progress").textContent, text: a ? "" : article.textContent, verdict: article.dataset.verdict,
    ...(a && { state: a.state, checked: a.checked, name: a.name, list: a.list, book: base64(a.book) }),
  };
});

for (const [i, file] of asked.files.entries()) {
  const began = Date.now();
  if (i === 0 || !firefox) await dropped(file);
  else await (await tab.$("#files")).uploadFile(file);
  await tab.waitForFunction((n) => document.querySelectorAll("article").length === n, { polling: 20 }, i + 1);
  const accepted = Date.now() - began;
  await answered();
  const took = Date.now() - began;
  tell({ file, took, accepted, ...await answer() });
}
await opened;

if (asked.explain) {
  const boxes = await tab.$$("article:first-child textarea");
  for (const [i, box] of boxes.entries()) await box.type(`${asked.explain}（${i + 1}）`);
  const began = Date.now();
  await (await tab.waitForSelector("article:first-child button:not([disabled]) ::-p-text(把情况说明写进工作簿)")).click();
  await answered();
  tell({ explained: boxes.length, took: Date.now() - began, ...await answer() });
}
if (asked.downloads) {
  if (!firefox) await (await browser.target().createCDPSession()).send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: asked.downloads });
  for (const link of await tab.$$("article:first-child a[download]")) await link.click();
  await new Promise((done) => setTimeout(done, 2000));
}
const violations = [];
for (const width of asked.axe ? [375, 1280] : []) {
  await tab.setViewport({ width, height: 900 });
  await tab.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  violations.push(...await tab.evaluate(async () => (await axe.run()).violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(" ")}`)));
}
if (asked.pictures) {
  for (const width of [375, 768, 1280]) {
    await tab.setViewport({ width, height: 900 });
    await tab.screenshot({ path: `${asked.pictures}${width}.png`, fullPage: true });
  }
  await tab.pdf({ path: `${asked.pictures}print.pdf`, preferCSSPageSize: true });
}
tell({
  last: true, requests, said, violations, accepts, ready: await tab.evaluate(() => globalThis.readyAt || 0), alive: await tab.evaluate(() => 1 + 1) === 2,
  progress: await tab.$eval("#progress", (e) => e.textContent),
  kept: await tab.evaluate(async () => (await indexedDB.databases?.() ?? []).length + (location.origin === "null" ? 0 : localStorage.length + sessionStorage.length) + document.cookie.length),
});
await browser.close();
