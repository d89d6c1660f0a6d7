"use strict";
const at = (id) => document.getElementById(id);
const settings = JSON.parse(at("settings").textContent);
const element = (name, text, attributes) => Object.assign(document.createElement(name), { textContent: text || "" }, attributes);

const whose = settings.Region ? settings.Region : "各县市区";
document.title = `自查　${settings.Words}　${whose}`;
at("title").textContent = `${settings.Words}　绩效自评工作簿自查`;
at("for").textContent = `适用于：${whose}${settings.Due ? `　报送截止：${settings.Due}` : ""}`;
at("version").textContent = `程序 hengji ${settings.Version}　规则 ${settings.Rules.slice(0, 12)}　自查页 ${settings.Page}`;

// What the page needs of a browser, and what is said where it lacks it.
const lacking = typeof WebAssembly !== "object" ? "WebAssembly" : typeof WebAssembly.Tag !== "function" ? "WebAssembly 异常处理"
  : typeof DecompressionStream !== "function" ? "DecompressionStream" : typeof BigInt64Array !== "function" ? "BigInt" : "";

let worker, ready, stopped, limit = 0, busy, waiting = [];
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

const most = 1 << 30; // of memory, which a worker never gives back

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
    busy.answered = true;
    show(busy, message.answer);
  } else if ("idle" in message) {
    busy = null;
    if (message.idle > most) return restart();
    next();
  } else if (message.error) {
    const was = busy;
    busy = null;
    if (!was && !ready) {
      stopped = `不能自查：${message.error}`;
      return next();
    }
    if (was && !was.answered) failed(was, message.error);
    restart();
  }
}

function next() {
  if (stopped) {
    progress(stopped);
    for (const entry of waiting.splice(0)) failed(entry, stopped);
    return;
  }
  if (!ready || busy) return;
  busy = waiting.shift();
  if (!busy) return;
  const { file, texts } = busy;
  worker.postMessage(texts ? { task: "explain", file, texts } : { task: "answer", file, limit });
}

function ask(entry) {
  delete entry.article.dataset.verdict;
  waiting.push(entry);
  if (!ready) progress("文件已收下，正在准备……");
  next();
}

function take(files) {
  for (const file of files) {
    const article = element("article", "", { tabIndex: -1, id: `answer-${at("answers").childElementCount + 1}` });
    article.append(element("h2", file.name));
    at("answers").prepend(article);
    ask({ file, article });
  }
  overview();
}

// overview lists the files, where there are several.
function overview() {
  const articles = [...document.querySelectorAll("article")];
  at("files-answered").classList.toggle("hidden", articles.length < 2);
  at("files-answered").firstElementChild.replaceChildren(...articles.map((article) => {
    const item = element("li");
    item.append(element("a", article.querySelector("h2").textContent, { href: `#${article.id}` }), `　${article.dataset.verdict || "等待审核……"}`);
    return item;
  }));
}

function failed({ file, article }, why) {
  article.replaceChildren(element("h2", file.name), element("p", `没有审核成。这不是工作簿的问题，可以照常报送，由市局审核。（${why}）`, { className: "state returned" }));
  article.dataset.verdict = "没有审核成";
  overview();
}

const verdicts = {
  accepted: "可以报送。", nil: "可以报送（零报告）。",
  pending: "可以报送；下列核实性意见请先核对，确实无误的写明原因。",
  returned: "还不能报送：请改正下列强制性意见，再拖进来查一遍。",
};

const typeOfBook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const offered = (file) => ({ download: file.name, href: URL.createObjectURL(file) });

function show(entry, answer) {
  const { file, article } = entry;
  if (answer.trouble) return failed(entry, answer.trouble);
  const explained = Boolean(entry.texts), book = new File([answer.book], answer.name, { type: typeOfBook });
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
  const marked = element("a", explained ? "下载写好说明的工作簿" : "下载标注的工作簿", { className: "first", ...offered(book) });
  const listName = answer.name.replace(/_审核反馈\.xlsx$/, "_审核意见.csv");
  const list = element("a", "下载意见清单", offered(new File([answer.list], listName, { type: "text/csv" })));
  const print = element("button", "打印", { type: "button", onclick: () => window.print() });
  tools.append(marked, list, print, ...filters(body));
  const asked = explanations(body, answer);
  article.replaceChildren(element("h2", explained ? answer.name : file.name), element("p", verdicts[answer.state] || "", { className: "verdict" }), tools);
  if (explained) article.append(element("p", "情况说明已写进工作簿。下面是对写好说明的这一份的审核结果，请下载并报送这一份。", { className: "meta" }));
  if (answer.plain) article.append(element("p", `标注的工作簿是单独的退回单，不含原表：${answer.plain}`, { className: "meta" }));
  article.append(element("p", `报送单位：${answer.region || "未识别"}　报告期：${settings.Words}`, { className: "meta" }), body);
  if (asked.length) {
    article.append(writeButton(asked, () => {
      const texts = Object.fromEntries(asked.filter(({ box }) => box.value.trim()).map(({ number, box }) => [number, box.value.trim()]));
      ask({ file: explained ? book : file, article, texts });
    }));
  }
  article.append(...handIn(answer, asked.length > 0, explained));
  article.answer = answer;
  article.dataset.state = answer.state;
  article.dataset.verdict = `${(verdicts[answer.state] || "").split(/[：；。]/)[0]}：${answer.summary}`;
  overview();
  progress(`${answer.name && explained ? answer.name : file.name}：${answer.summary}`);
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

// explanations puts a box under each line that words can settle, as far as the list of the
// workbook has a cell for it.
function explanations(body, { listed, plain }) {
  const asked = [];
  for (const group of plain ? [] : body.querySelectorAll("table.list > tbody")) {
    const number = Number(group.querySelector("td.number").textContent), kind = group.querySelector("td.kind");
    if (number > listed || kind.textContent.includes("（") || !kind.matches(".explain, .approval")) continue;
    const row = element("tr", "", { className: "picture say" }), cell = element("td", "", { colSpan: 7 });
    const label = element("label", `第 ${number} 项情况说明（数没有错的，写明原因）`), box = element("textarea", "", { rows: 2, maxLength: 2000 });
    label.append(box);
    cell.append(label);
    row.append(element("td"), cell);
    group.append(row);
    asked.push({ number, box });
  }
  return asked;
}

function writeButton(asked, write) {
  const place = element("p", "", { className: "tools" });
  const button = element("button", "把情况说明写进工作簿", { type: "button", disabled: true });
  for (const { box } of asked) box.oninput = () => { button.disabled = !asked.some(({ box }) => box.value.trim()); };
  button.onclick = () => {
    for (const { box } of asked) box.readOnly = true;
    button.disabled = true;
    write();
  };
  place.append(button);
  return place;
}

function handIn(answer, asks, explained) {
  const say = (text) => element("p", text, { className: "meta" });
  if (answer.state === "returned") return [say("改好后把工作簿再拖到这一页，直到可以报送。")];
  const which = explained ? "下载的这个工作簿（已写好情况说明）" : answer.state !== "pending" ? "这个工作簿"
    : asks ? "写好情况说明的工作簿" : "写好情况说明的标注工作簿（在“审核结果”表的“情况说明”栏填写）";
  const how = say(`报送办法：把${which}放进市局收件的文件夹${answer.region ? `“${answer.region}”` : ""}${settings.Due ? `，${settings.Due} 前` : ""}。`);
  const later = at("later").querySelectorAll("li").length;
  if (!later) return [how];
  const rest = say(`要对照其他县市区或以前年度的 ${later} 项，自查时看不到，报送后由市局核对：`);
  rest.append(element("a", "是哪几项", { href: "#later", onclick: () => { at("later").open = true; } }));
  return [how, rest];
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
  // What was typed and not yet written is nowhere else.
  addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("textarea")].some((box) => box.value.trim() && !box.readOnly)) event.preventDefault();
  });
  progress("正在打开，可以先选文件……");
  document.addEventListener("DOMContentLoaded", start);
}
