// A project is looked up on the page that lists them all.
(() => {
  "use strict";
  const form = document.getElementById("find");
  if (!form) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = form.dataset.page + "#" + new URLSearchParams({ text: form.elements.text.value.trim() });
  });
})();
// Filters of the list of findings, kept in the address. Without this script all of them
// are shown.
(() => {
  "use strict";
  const form = document.getElementById("filter");
  if (!form) return;
  const rows = Array.from(document.querySelectorAll("#list tbody tr"), (tr) => ({ tr, text: tr.textContent.toLowerCase() }));
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const all = document.getElementById("all");
  const chosen = ["region", "severity", "rule", "state"];
  const show = () => {
    const want = form.elements.text.value.trim().toLowerCase();
    let count = 0;
    for (const { tr, text } of rows) {
      const fits = chosen.every((name) => !form.elements[name].value || tr.dataset[name] === form.elements[name].value) && text.includes(want);
      tr.hidden = !fits;
      if (fits) count++;
    }
    shown.value = "显示 " + count + " / " + rows.length + " 条";
    none.hidden = count > 0;
    if (all) { // what this page does not list has pages of its own
      const page = ["rule", "region"].map((name) => form.elements[name].selectedOptions[0].dataset.page).find((page) => page);
      all.hidden = !page;
      if (page) all.href = page;
    }
  };
  const ask = () => {
    show();
    const asked = new URLSearchParams();
    for (const name of [...chosen, "text"]) if (form.elements[name].value.trim()) asked.set(name, form.elements[name].value.trim());
    address.set(asked);
  };
  const read = () => {
    const asked = address.get();
    for (const name of [...chosen, "text"]) if (form.elements[name].value.trim() !== (asked.get(name) || "")) form.elements[name].value = asked.get(name) || "";
    show();
  };
  form.hidden = false;
  form.addEventListener("input", ask);
  form.addEventListener("reset", () => setTimeout(ask));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", read);
  for (const button of document.querySelectorAll("button.pick")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      form.reset();
      form.elements.rule.value = button.dataset.rule;
      ask();
      form.scrollIntoView();
      form.elements.rule.focus({ preventScroll: true });
    });
  }
  read();
})();
