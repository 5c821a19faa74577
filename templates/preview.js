"use strict";
const form = document.getElementById("filters");
const sheets = Array.from(document.querySelectorAll(".sheet"), (sheet) => ({
  sheet, kind: sheet.dataset.kind, topic: sheet.dataset.topic,
  looks: sheet.dataset.look ? sheet.dataset.look.split("|") : [], text: sheet.textContent.toLowerCase(),
}));
const tests = {
  text: (row, value) => row.text.includes(value.toLowerCase()),
  topic: (row, value) => row.topic === value,
  kind: (row, value) => row.kind === value,
  look: (row, value) => (value === "*" ? row.looks.length > 0 : row.looks.includes(value)),
};
const chosen = (except) => Object.entries(tests)
  .filter(([name]) => name !== except && form.elements[name] && form.elements[name].value)
  .map(([name, test]) => (row) => test(row, form.elements[name].value));
function show() {
  const all = chosen();
  let shown = 0;
  for (const row of sheets) {
    row.sheet.hidden = !all.every((test) => test(row));
    shown += row.sheet.hidden ? 0 : 1;
  }
  document.getElementById("count").value = `${shown} of ${sheets.length}`;
  for (const select of form.querySelectorAll("select")) {
    const others = chosen(select.name);
    const rest = sheets.filter((row) => others.every((test) => test(row)));
    for (const option of select.querySelectorAll("option[data-title]")) {
      const n = rest.filter((row) => tests[select.name](row, option.value)).length;
      option.textContent = `${option.dataset.title} (${n})`;
    }
  }
}
function paint(dark) {
  for (const element of [document.documentElement, document.body, ...document.querySelectorAll(".card")]) {
    element.classList.toggle("nightMode", dark);
    element.classList.toggle("night_mode", dark);
  }
  document.getElementById("theme").setAttribute("aria-pressed", String(dark));
}
function remember() {
  const kept = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", `#${kept}`);
}
function recall() {
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(tests)) {
    const field = form.elements[name];
    if (field) field.value = kept.get(name) || "";
    if (field && field.selectedIndex === -1) field.value = "";
  }
  show();
}
form.addEventListener("input", () => { show(); remember(); });
window.addEventListener("hashchange", recall);
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("theme").addEventListener("click", () => paint(!document.body.classList.contains("nightMode")));
paint(window.matchMedia("(prefers-color-scheme: dark)").matches);
recall();
