// Drives 自查.html as a clerk does: opened from the disk, files chosen, answers read. The
// network is cut and everything that is asked for is listed.
//   node browser.mjs BROWSER PAGE FILE…   → one JSON object a line
import puppeteer from "puppeteer-core";
import { pathToFileURL } from "node:url";

const [browserPath, page, ...files] = process.argv.slice(2);
const firefox = browserPath.includes("firefox");
const browser = await puppeteer.launch({
  browser: firefox ? "firefox" : "chrome", executablePath: browserPath, headless: true, protocolTimeout: 600_000,
  args: firefox ? [] : ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"],
});
const asked = [], said = [];
const tab = await browser.newPage();
tab.setDefaultTimeout(600_000);
tab.on("request", (request) => { if (!/^(file|blob|data):/.test(request.url())) asked.push(request.url()); });
tab.on("console", (message) => said.push(message.text()));
tab.on("pageerror", (error) => said.push(String(error)));
const from = Date.now();
await tab.goto(pathToFileURL(page).href, { waitUntil: "domcontentloaded" });
const loaded = Date.now() - from;
const input = await tab.$("#files");
for (const file of files) {
  const began = Date.now();
  await input.uploadFile(file);
  await tab.waitForFunction((n) => [...document.querySelectorAll("article")].filter((a) => a.answer || a.querySelector(".state")).length === n || /不能自查/.test(document.getElementById("progress").textContent), {}, files.indexOf(file) + 1);
  const got = await tab.evaluate(() => {
    const article = document.querySelector("article"), a = article && article.answer;
    const bytes = (array) => { let s = ""; for (const b of array) s += String.fromCharCode(b); return btoa(s); };
    return { progress: document.getElementById("progress").textContent, text: article && !a ? article.textContent : "", state: a && a.state, checked: a && a.checked, name: a && a.name, book: a && bytes(a.book) };
  });
  console.log(JSON.stringify({ file, took: Date.now() - began, loaded, ...got }));
}
console.log(JSON.stringify({ asked, said }));
await browser.close();
