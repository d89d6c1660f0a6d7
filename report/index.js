// Filters of the list of findings. Without this script all of them are shown.
(() => {
  "use strict";
  const form = document.getElementById("filter");
  if (!form) return;
  const rows = Array.from(document.querySelectorAll("#list tbody tr"), (tr) => ({ tr, text: tr.textContent.toLowerCase() }));
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
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
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("button.pick")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      form.reset();
      form.elements.rule.value = button.dataset.rule;
      show();
      form.scrollIntoView();
      form.elements.rule.focus({ preventScroll: true });
    });
  }
  show();
})();
