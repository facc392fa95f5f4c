// A page of a table. The kernel searches, filters and sorts; here a page is drawn and what is done is told.
// Every text comes from foreign documents: it is set as textContent, never as markup.

const WAIT = 120; // Milliseconds without a key before a search is sent.
const BUSY = 250; // An answer that takes longer is shown as on its way.
let numbers = 0;

function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children); // A string becomes a text node.
  return element;
}

function cellContent(cell) {
  if (cell.empty) return [made("span", { class: "jd-missing" }, cell.text)];
  if (cell.share !== undefined) {
    const bar = made("span");
    bar.style.width = `${100 * cell.share}%`;
    return [
      made("span", { class: "jd-amount" }, made("span", {}, cell.text),
        made("span", { class: "jd-track", "aria-hidden": "true" }, bar)),
    ];
  }
  if (cell.kind === "role") {
    const dot = made("span", { class: "jd-dot", "aria-hidden": "true" });
    dot.style.background = cell.color;
    return [dot, cell.text];
  }
  if (cell.kind === "tag") return [made("span", { class: "jd-tag" }, cell.text)];
  if (cell.label !== undefined) {
    const mark = made("span", { class: "jd-mark", role: "img", "aria-label": cell.label, title: cell.label }, cell.text);
    if (cell.color) mark.style.color = cell.color;
    return [mark];
  }
  return [cell.text];
}

function render({ model, el }) {
  const id = `jd-grid-${++numbers}`;
  const listeners = new AbortController();
  const on = (target, kind, act) => target.addEventListener(kind, act, { signal: listeners.signal });
  el.classList.add("jd-grid");
  // JupyterLab would take arrow keys and letters for its own.
  el.setAttribute("data-lm-suppress-shortcuts", "true");

  const search = made("input", { class: "jd-search", type: "search", placeholder: "Search", autocomplete: "off",
    spellcheck: "false", "aria-controls": id });
  const filters = made("span", { style: "display: contents" });
  const chip = made("button", { class: "jd-chip", type: "button" });
  const clear = made("button", { class: "jd-clear", type: "button" }, "Clear");
  const found = made("span", { class: "jd-found", role: "status", "aria-live": "polite" });
  const note = made("p", { class: "jd-about", role: "status" });
  const columns = made("colgroup");
  const headings = made("tr", { role: "row" });
  const body = made("tbody");
  const table = made("table", { id, role: "grid", tabindex: "0" }, columns, made("thead", {}, headings), body);
  const back = made("button", { type: "button", "aria-label": "Previous page" }, "‹");
  const forth = made("button", { type: "button", "aria-label": "Next page" }, "›");
  const place = made("span", { class: "jd-page" });
  const keys = made("span", { class: "jd-keys" }, "↑ ↓ move  ·  / search  ·  click a heading to sort");
  const pages = made("div", { class: "jd-pages" }, keys, back, place, forth);
  el.replaceChildren(note, made("div", { class: "jd-bar" }, search, filters, chip, clear, found),
    made("div", { class: "jd-scroll" }, table), pages);

  // One question at a time: keys held down add up while an answer is on its way.
  let asked = null;
  let waiting = [];
  let steps = 0;
  let slow = null;
  const send = (question) => {
    asked = `${id}:${++numbers}`;
    clearTimeout(slow);
    slow = setTimeout(() => el.setAttribute("aria-busy", "true"), BUSY);
    model.send({ ...question, number: asked });
  };
  const next = () => {
    if (asked !== null) return;
    if (steps !== 0) {
      const value = steps;
      steps = 0;
      send({ do: "move", value });
    } else if (waiting.length) send(waiting.shift());
  };
  const ask = (what, value) => {
    if (what === "move") steps += value;
    else waiting = [...waiting.filter((one) => one.do !== what || what === "choose"), { do: what, value }];
    next();
  };
  const answered = (message) => {
    if (message.done === undefined || message.done !== asked) return;
    asked = null;
    clearTimeout(slow);
    el.removeAttribute("aria-busy");
    next();
  };

  let typing = null;
  on(search, "input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { typing = null; ask("search", search.value); }, WAIT);
  });
  on(search, "keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      if (typing !== null) { clearTimeout(typing); typing = null; ask("search", search.value); }
      table.focus();
      if (event.key === "Enter") ask("move", 0);
    }
  });
  on(clear, "click", () => { search.value = ""; ask("clear", null); });
  on(chip, "click", () => ask("release", null));
  on(back, "click", () => ask("page", model.get("state").page - 1));
  on(forth, "click", () => ask("page", model.get("state").page + 1));
  on(headings, "click", (event) => {
    const heading = event.target.closest("th");
    if (heading) ask("sort", heading.dataset.column);
  });
  on(body, "click", (event) => {
    const row = event.target.closest("tr[data-key]");
    if (!row) return;
    table.focus({ preventScroll: true });
    ask("select", row.dataset.key);
  });
  on(table, "keydown", (event) => {
    if (event.target !== table || event.ctrlKey || event.metaKey || event.altKey) return;
    const { page_size, matching } = model.get("state");
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page_size, PageUp: -page_size, Home: -matching, End: matching };
    if (event.key in moves) ask("move", moves[event.key]);
    else if (event.key === "/") search.focus();
    else if (event.key === "Escape") ask("select", null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  on(filters, "change", (event) => {
    const select = event.target;
    const position = select.value;
    if (position === "several") return;
    const filter = model.get("head").filters.find((one) => one.column === select.dataset.column);
    const values = position === "" ? [] : [filter.options[Number(position)][0]];
    ask("choose", { column: filter.column, values });
  });

  function drawHead() {
    const head = model.get("head");
    table.setAttribute("aria-label", head.label);
    note.textContent = head.note;
    note.hidden = !head.note;
    search.setAttribute("aria-label", `Search: ${head.label}`);
    columns.replaceChildren(...head.columns.map((column) => {
      const element = made("col");
      element.style.width = column.width;
      return element;
    }));
    headings.replaceChildren(...head.columns.map((column) =>
      made("th", { role: "columnheader", scope: "col", "data-column": column.name, class: column.kind === "number" ? "jd-right" : null },
        made("button", { class: "jd-sort", type: "button", title: column.title }, column.title))));
    filters.replaceChildren(...head.filters.map((filter) => {
      const options = filter.options.map(([, shown, count], position) =>
        made("option", { value: String(position) }, `${shown} (${count.toLocaleString("en-US")})`));
      return made("select", { class: "jd-filter", "data-column": filter.column, "aria-label": filter.title },
        made("option", { value: "" }, `${filter.title}: all`), ...options);
    }));
  }

  function drawFilters(head, state) {
    for (const select of filters.children) {
      const filter = head.filters.find((one) => one.column === select.dataset.column);
      const chosen = state.chosen[filter.column] ?? [];
      select.querySelector('option[value="several"]')?.remove();
      const position = chosen.length === 1 ? filter.options.findIndex(([value]) => value === chosen[0]) : -1;
      if (chosen.length && position < 0) {
        select.append(made("option", { value: "several" }, `${filter.title}: ${chosen.length} chosen`));
        select.value = "several";
      } else select.value = position < 0 ? "" : String(position);
      select.classList.toggle("jd-active", chosen.length > 0);
    }
  }

  function drawState() {
    const head = model.get("head");
    const state = model.get("state");
    const count = (number) => number.toLocaleString("en-US");
    if (typing === null && !waiting.some((one) => one.do === "search") && search.value !== state.search) {
      if (document.activeElement !== search || asked === null) search.value = state.search;
    }
    drawFilters(head, state);
    const narrowed = state.search !== "" || state.only !== null || Object.values(state.chosen).some((one) => one.length);
    clear.hidden = !narrowed;
    chip.hidden = state.only === null;
    chip.textContent = state.only === null ? "" : `${count(state.only)} chosen ✕`;
    chip.setAttribute("aria-label", "Show all rows, not only the chosen ones");
    found.textContent = `${count(state.matching)} of ${count(state.total)}`;
    for (const heading of headings.children) {
      const sorted = heading.dataset.column === state.sort;
      heading.setAttribute("aria-sort", sorted ? (state.descending ? "descending" : "ascending") : "none");
    }
    let active = null;
    const rows = state.rows.map((row, position) => {
      const chosen = row.key === state.selected;
      const cells = row.cells.map((cell) => {
        const element = made("td", { role: "gridcell", class: cell.kind === "number" ? "jd-right" : null }, ...cellContent(cell));
        if (cell.label === undefined && cell.text.length > 12) element.title = cell.text;
        return element;
      });
      const element = made("tr", { role: "row", id: `${id}-${position}`, "data-key": row.key, "aria-selected": String(chosen),
        "aria-rowindex": String(state.page * state.page_size + position + 2) }, ...cells);
      if (chosen) active = element.id;
      return element;
    });
    const width = String(Math.max(1, head.columns.length));
    if (!rows.length) {
      const says = state.total ? "Nothing matches: take the search or a filter away." : head.empty;
      rows.push(made("tr", { role: "row" }, made("td", { role: "gridcell", class: "jd-none", colspan: width }, says)));
    } else if (state.pages > 1) {
      // The last page is as high as the others, so that nothing below it jumps.
      for (let left = state.page_size - rows.length; left > 0; left--) {
        rows.push(made("tr", { class: "jd-gap", "aria-hidden": "true" }, made("td", { colspan: width })));
      }
    }
    body.replaceChildren(...rows);
    table.setAttribute("aria-rowcount", String(state.matching + 1));
    if (active) table.setAttribute("aria-activedescendant", active);
    else table.removeAttribute("aria-activedescendant");
    place.textContent = `page ${count(state.page + 1)} of ${count(state.pages)}`;
    back.disabled = state.page === 0;
    forth.disabled = state.page >= state.pages - 1;
    back.hidden = forth.hidden = place.hidden = state.pages === 1;
    keys.hidden = state.total === 0;
  }

  const redraw = () => { drawHead(); drawState(); };
  model.on("change:head", redraw);
  model.on("change:state", drawState);
  model.on("msg:custom", answered);
  redraw();
  return () => {
    listeners.abort();
    clearTimeout(typing);
    clearTimeout(slow);
    model.off("change:head", redraw);
    model.off("change:state", drawState);
    model.off("msg:custom", answered);
  };
}

export default { render };
