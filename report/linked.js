// Tables sort by their headings and are searched; what was asked stays in the address.
// Without this script they stand as they are.
const address = {
  get: () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : ""),
  set: (asked) => {
    if ("#" + asked === location.hash || (!String(asked) && !location.hash.includes("="))) return;
    try {
      history.replaceState(null, "", "#" + asked);
    } catch { // a browser that lets no file do so
      location.replace("#" + asked);
    }
  },
};
(() => {
  "use strict";
  const words = new Intl.Collator("zh-CN", { numeric: true });
  const rows = (table) => Array.from(table.tBodies[0].rows).filter((tr) => !tr.classList.contains("total"));
  const sort = (table, column, down) => {
    const heads = table.tHead.rows[table.tHead.rows.length - 1].cells;
    if (!heads[column]) return;
    const counts = heads[column].classList.contains("n");
    const key = (tr) => tr.cells[column].textContent.trim();
    const order = counts ? (a, b) => (a === "" ? -Infinity : Number(a)) - (b === "" ? -Infinity : Number(b)) || 0 : words.compare;
    const total = table.tBodies[0].querySelector("tr.total");
    const sorted = rows(table).map((tr) => [key(tr), tr]).sort(([a], [b]) => (down ? order(b, a) : order(a, b)));
    for (const [, tr] of sorted) table.tBodies[0].insertBefore(tr, total);
    for (const th of heads) th.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  };
  for (const table of document.querySelectorAll("table.figures")) {
    if (rows(table).length < 2) continue;
    const form = table.closest("section").querySelector("form.search");
    const heads = table.tHead.rows[table.tHead.rows.length - 1].cells;
    const keep = (name, value) => {
      if (!form) return;
      const asked = address.get();
      value ? asked.set(name, value) : asked.delete(name);
      address.set(asked);
    };
    Array.from(heads).forEach((th, column) => {
      if (th.tagName !== "TH") return; // above bars
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => {
        const first = th.classList.contains("n") ? "descending" : "ascending";
        const down = th.hasAttribute("aria-sort") ? th.getAttribute("aria-sort") === "ascending" : first === "descending";
        sort(table, column, down);
        keep("sort", (down ? "-" : "") + column);
      });
    });
    if (!form) continue;
    const input = form.elements.text;
    const find = () => {
      const want = input.value.trim().toLowerCase();
      let count = 0;
      for (const tr of rows(table)) {
        tr.hidden = !tr.textContent.toLowerCase().includes(want);
        if (!tr.hidden) count++;
      }
      form.querySelector("output").value = "显示 " + count + " / " + rows(table).length + " 行";
    };
    const read = () => {
      const asked = address.get();
      if (asked.has("sort")) sort(table, Math.abs(parseInt(asked.get("sort"), 10)), asked.get("sort").startsWith("-"));
      if (input.value.trim() !== (asked.get("text") || "")) input.value = asked.get("text") || "";
      find();
    };
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    input.addEventListener("input", () => {
      find();
      keep("text", input.value.trim());
    });
    addEventListener("hashchange", read);
    read();
  }
})();
