"use strict";
const at = (id) => document.getElementById(id);
const settings = JSON.parse(at("settings").textContent);
const element = (name, text, attributes) => Object.assign(document.createElement(name), { textContent: text || "" }, attributes);

const whose = settings.Region ? settings.Region : "各县市区";
document.title = `自查　${settings.Words}　${whose}`;
at("title").textContent = `${settings.Words}　绩效自评工作簿自查`;
at("for").textContent = `适用于：${whose}${settings.Due ? `　报送截止：${settings.Due}` : ""}`;
at("version").textContent = `程序 hengji ${settings.Version}　规则 ${settings.Rules.slice(0, 12)}　程序文本 ${settings.Program.slice(0, 12)}`;

// What the page needs of a browser, and what is said where it lacks it.
const lacking = typeof WebAssembly !== "object" ? "WebAssembly" : typeof WebAssembly.Tag !== "function" ? "WebAssembly 异常处理"
  : typeof DecompressionStream !== "function" ? "DecompressionStream" : typeof BigInt64Array !== "function" ? "BigInt" : "";

let worker, ready, limit = 0, busy, waiting = [];
const progress = (text) => { at("progress").textContent = text; };

async function unpacked(id) {
  const text = atob(at(id).textContent), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
}

// A worker answers files until one costs it its memory; then there is a new one.
async function start() {
  ready = false;
  progress(waiting.length ? "文件已收下，正在准备……" : "正在准备，可以先选文件……");
  const address = URL.createObjectURL(new Blob([await unpacked("worker")], { type: "text/javascript" }));
  worker = new Worker(address);
  worker.onmessage = ({ data }) => heard(data);
  worker.onerror = (event) => heard({ error: event.message || "浏览器中止了审核" });
  worker.postMessage({
    task: "start", settings: at("settings").textContent, rules: at("rules").textContent,
    engine: at("engine").textContent, program: at("program").textContent,
  });
}

function restart() {
  worker.terminate();
  start();
}

const large = 8 << 20; // the memory that such a file took is never given back

function heard(message) {
  if (message.ready) {
    ready = true;
    limit = message.ready.limit;
    at("later").querySelector("ul").replaceChildren(...message.ready.later.map((name) => element("li", name)));
    document.body.dataset.ready = "yes";
    progress("准备好了。");
    next();
  } else if (message.step) {
    progress(`${busy.file.name}：${message.step}……`);
  } else if (message.answer) {
    progress(`${busy.file.name}：标注……`);
    show(busy, message.answer);
    busy.answered = true;
  } else if ("idle" in message) {
    const was = busy;
    busy = null;
    if (was.file.size > large) return restart();
    next();
  } else if (message.error) {
    const was = busy;
    busy = null;
    if (!was && !ready) {
      progress(`不能自查：${message.error}`);
      return;
    }
    if (was && !was.answered) failed(was, message.error);
    restart();
  }
}

function next() {
  if (!ready || busy) return;
  busy = waiting.shift();
  if (!busy) return;
  worker.postMessage({ task: "answer", file: busy.file, limit });
}

function take(files) {
  for (const file of files) {
    const article = element("article", "", { tabIndex: -1 });
    article.append(element("h2", file.name));
    at("answers").prepend(article);
    waiting.push({ file, article });
  }
  if (!ready) progress("文件已收下，正在准备……");
  next();
}

function failed({ file, article }, why) {
  article.replaceChildren(element("h2", file.name), element("p", `没有审核成。这不是工作簿的问题，可以照常报送，由市局审核。（${why}）`, { className: "state returned" }));
  progress("");
}

const verdicts = {
  accepted: "可以报送。", nil: "可以报送（零报告）。",
  pending: "可以报送；下列核实性意见请先核对，确实无误的，在标注的工作簿“审核结果”表的“情况说明”栏写明原因，报送那一份。",
  returned: "还不能报送：请改正下列强制性意见，再拖进来查一遍。",
};

function download(name, data, type) {
  return URL.createObjectURL(new File([data], name, { type }));
}

function show({ file, article }, answer) {
  if (answer.trouble) return failed({ file, article }, answer.trouble);
  const page = new DOMParser().parseFromString(answer.page, "text/html"); // runs nothing
  if (!at("of-return")) document.head.append(Object.assign(page.querySelector("style"), { id: "of-return" }));
  const body = element("div");
  for (const node of [...page.body.childNodes]) {
    // What is said of a receipt is left out: nothing was handed in.
    if (node.localName === "h1" || node.localName === "p" && node.className === "meta") continue;
    if (node.localName === "h2") body.append(element("h3", node.textContent));
    else body.append(node);
  }
  for (const node of [...body.querySelector(".state").childNodes]) if (node.localName !== "strong") node.remove();
  const tools = element("div", "", { className: "tools" });
  const book = element("a", "下载标注的工作簿", { className: "first", download: answer.name, href: download(answer.name, answer.book, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") });
  const listName = answer.name.replace(/_审核反馈\.xlsx$/, "_审核意见.csv");
  const list = element("a", "下载意见清单", { download: listName, href: download(listName, answer.list, "text/csv") });
  const print = element("button", "打印", { type: "button", onclick: () => window.print() });
  tools.append(book, list, print, ...filters(body));
  const verdict = element("p", verdicts[answer.state] || "", { className: "verdict" });
  article.replaceChildren(element("h2", file.name), verdict, tools);
  if (answer.plain) article.append(element("p", `标注的工作簿是单独的退回单，不含原表：${answer.plain}`, { className: "meta" }));
  article.append(element("p", `报送单位：${answer.region || "未识别"}　报告期：${settings.Words}`, { className: "meta" }), body, handIn(answer));
  article.answer = answer;
  article.dataset.state = answer.state;
  progress(`${file.name}：${answer.summary}`);
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: "start" });
}

// filters shows or hides the findings of a kind, where there are several.
function filters(body) {
  const kinds = new Map();
  for (const group of body.querySelectorAll("table.list > tbody")) {
    const kind = group.querySelector("td.kind").textContent.replace(/（.*/, "").trim();
    if (!kinds.has(kind)) kinds.set(kind, []);
    kinds.get(kind).push(group);
  }
  if (kinds.size < 2) return [];
  return [...kinds].map(([kind, groups]) => {
    const label = element("label"), box = element("input", "", { type: "checkbox", checked: true });
    box.onchange = () => groups.forEach((group) => group.classList.toggle("hidden", !box.checked));
    label.append(box, ` ${kind}（${groups.length}）`);
    return label;
  });
}

function handIn(answer) {
  if (answer.state === "returned") return element("p", "改好后把工作簿再拖到这一页，直到可以报送。", { className: "meta" });
  return element("p", `报送办法：把${answer.state === "pending" ? "写好情况说明的标注工作簿" : "这个工作簿"}放进市局收件的文件夹${answer.region ? `“${answer.region}”` : ""}${settings.Due ? `，${settings.Due} 前` : ""}。`, { className: "meta" });
}

if (lacking) {
  progress(`这个浏览器太旧，不能自查（缺少 ${lacking}）。请用 Edge 或 Chrome 95 以上、Firefox 113 以上，或 360、QQ 浏览器的极速模式（内核 95 以上）。`);
  at("files").disabled = true;
} else {
  at("files").onchange = (event) => { take([...event.target.files]); event.target.value = ""; };
  for (const kind of ["dragover", "drop", "dragleave"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      at("drop").classList.toggle("over", kind === "dragover");
      if (kind === "drop") take([...event.dataTransfer.files]);
    });
  }
  document.addEventListener("DOMContentLoaded", start);
}
