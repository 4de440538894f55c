// What every view is made of. Texts of the org become text nodes, and never markup.

// Characters that would turn the reading direction or hide something are shown as what they are: not printable.
export const plain = (text) => String(text).replace(/[^\n\P{C}]|[\u2028\u2029]/gu, "\ufffd");

// An element. Attributes that are false or null are left out; a function listens to the event of its name.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : plain(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child instanceof Node) node.append(child);
    else if (child !== null && child !== undefined && child !== false) node.append(plain(child));
  }
  return node;
}

export const link = (view, ...children) => el("a", { href: `#/${view.split("/").map(encodeURIComponent).join("/")}`, "data-key": view }, ...children);
export const code = (text) => el("code", {}, text);
export const chip = (kind, text) => el("span", { class: `chip ${kind}` }, text);
export const hidden = (text) => el("span", { class: "unseen" }, text);
export const count = (number) => Number(number).toLocaleString("en");

// A value of a person: null, "" and a text are told apart.
export function value(of) {
  if (of === null || of === undefined) return el("span", { class: "none" }, "–");
  if (of === "") return el("span", { class: "none" }, "empty");
  return el("bdi", { class: "value" }, typeof of === "string" ? of : JSON.stringify(of));
}

// What a mapping line gives for a person.
export function outcome(of) {
  if (!of) return el("span", { class: "none" }, "does not apply");
  if ("value" in of) return value(of.value);
  if ("error" in of) return [chip("bad", "fails"), " ", el("span", { class: "soft" }, of.error)];
  return [chip("look", "undetermined"), " ", el("span", { class: "soft" }, of.undetermined)];
}

// A table; a column's name may have two lines. On a narrow screen each row is a card whose cells say their column, and the roles keep it a table.
// Rows: {cells, mark}: the mark is what has just happened to it. A cell may be {mark, of}.
export function table(label, columns, rows, none = "Nothing here.") {
  if (!rows.length) return el("p", { class: "soft" }, none);
  const head = el("tr", { role: "row" }, columns.map((name) => el("th", { scope: "col", role: "columnheader" }, name.split("\n").flatMap((part, at) => at ? [" ", el("br"), part] : part))));
  const body = rows.map(({ cells, mark }) => el("tr", { role: "row", class: mark && "fresh" }, cells.map((cell, at) => {
    const own = cell && cell.of !== undefined ? cell : { of: cell };
    const badge = own.mark || (at === 0 && mark);
    return el("td", { role: "cell", "data-label": columns[at].replace("\n", " "), class: own.mark && "fresh" }, el("div", {}, own.of, badge && [" ", chip("new", badge)]));
  })));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label },
    el("table", { role: "table", "aria-label": label }, el("thead", { role: "rowgroup" }, head), el("tbody", { role: "rowgroup" }, body)));
}

// A labelled choice. Options: [value, words].
export function choice(label, options, chosen, change) {
  const select = el("select", { "data-key": label, change: (event) => change(event.target.value) },
    options.map(([of, words]) => el("option", { value: of, selected: of === chosen }, words)));
  return el("label", { class: "field" }, el("span", {}, label), select);
}

// A few exclusive choices side by side, as links. Options: [view, words].
export const tabs = (label, options, chosen) => el("nav", { class: "tabs", "aria-label": label }, el("ul", {},
  options.map(([view, words]) => { const one = link(view, words); if (view === chosen) one.setAttribute("aria-current", "page"); return el("li", {}, one); })));
