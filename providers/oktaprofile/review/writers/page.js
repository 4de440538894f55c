// Filter and sort. Without it the report reads the same; the controls are made here, so none is dead.
"use strict";
document.querySelectorAll("table[data-long]").forEach((table) => {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const box = document.createElement("div");
  box.className = "filter";
  const label = document.createElement("label");
  label.append("Filter ");
  const input = document.createElement("input");
  input.type = "search";
  input.setAttribute("aria-label", `Filter: ${table.closest(".scroll").getAttribute("aria-label")}`);
  label.append(input);
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  box.append(label, count);
  table.closest(".scroll").before(box);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    let shown = 0;
    rows.forEach((row) => {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = wanted ? `${shown} of ${rows.length} rows` : "";
  });
});
document.querySelectorAll("table").forEach((table) => {
  const body = table.tBodies[0];
  if (body.rows.length < 2) return;
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numbers = head.classList.contains("number");
      const value = (row) => {
        const text = row.cells[column].textContent.trim();
        return numbers ? parseFloat(text.replace(/,/g, "")) || 0 : text;
      };
      const order = Array.from(body.rows).sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        return (numbers ? x - y : x.localeCompare(y)) * (down ? -1 : 1);
      });
      body.append(...order);
    });
  });
});
// On paper everything is open, and headings are text: a button's words are not repeated on the next sheet.
const buttons = Array.from(document.querySelectorAll("th button"), (button) => [button.parentElement, button]);
addEventListener("beforeprint", () => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  buttons.forEach(([head, button]) => head.replaceChildren(...button.childNodes));
});
addEventListener("afterprint", () => buttons.forEach(([head, button]) => {
  button.append(...head.childNodes);
  head.append(button);
}));
