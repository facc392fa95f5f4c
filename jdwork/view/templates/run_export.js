"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = id => document.getElementById(id);
  const name = place => place === null ? "" : data.names[place];
  const size = data.id.length, page = 50;
  const outcome = row => data.label[row] === null ? "no label"
    : data.label[row] === data.role[row] ? "right" : "wrong";
  const columns = [
    ["id", row => data.id[row] ?? ""], ["title", row => data.title[row] ?? "(no title)"],
    ["role", row => name(data.role[row])], ["label", row => name(data.label[row])],
    ["case", row => name(data.case[row])], ["confidence", row => data.confidence[row]],
    ["queued", row => data.queued[row] ? "yes" : ""],
  ];
  const words = Array.from({length: size}, (_, row) =>
    [data.id[row], data.title[row], name(data.role[row]), name(data.label[row])].join("\n").toLowerCase());
  let sort = "", down = false, first = 0, found = [], selected = -1;

  function find() {
    const asked = element("search").value.trim().toLowerCase();
    const wanted = element("case").value, how = element("outcome").value, waiting = element("queued").checked;
    found = [];
    for (let row = 0; row < size; row++) {
      if (asked && !words[row].includes(asked)) continue;
      if (wanted && name(data.case[row]) !== wanted) continue;
      if (how && outcome(row) !== how) continue;
      if (waiting && !data.queued[row]) continue;
      found.push(row);
    }
    const column = columns.find(one => one[0] === sort);
    if (column) {
      const keys = new Map(found.map(row => [row, column[1](row)]));
      found.sort((a, b) => {
        const x = keys.get(a), y = keys.get(b);
        return (x < y ? -1 : x > y ? 1 : a - b) * (down ? -1 : 1);
      });
    }
    first = 0;
    show();
  }

  function show() {
    const body = document.querySelector("#decisions tbody");
    body.replaceChildren(...found.slice(first, first + page).map(line));
    const last = Math.min(first + page, found.length);
    element("count").textContent = found.length
      ? `${(first + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of ${found.length.toLocaleString("en")}`
      : "Nothing fits: empty the search, or choose every case.";
    element("back").disabled = first === 0;
    element("on").disabled = last >= found.length;
  }

  function line(row) {
    const made = document.createElement("tr");
    made.setAttribute("aria-selected", String(row === selected));
    for (const [key, value] of columns) {
      const cell = made.insertCell();
      if (key === "confidence") {
        cell.className = "n";
        cell.textContent = `${Math.round(100 * value(row))} %`;
        continue;
      }
      if ((key === "role" || key === "label") && value(row)) {
        const dot = document.createElement("span");
        dot.className = "dot";
        dot.style.backgroundColor = data.colors[data[key][row]];
        cell.append(dot);
      }
      if (key === "role" && outcome(row) === "wrong") cell.className = "wrong";
      cell.append(value(row) || (key === "role" ? "(no role)" : ""));
    }
    made.addEventListener("click", () => { selected = row; show(); tell(row); });
    return made;
  }

  function tell(row) {
    const ranked = data.candidates[row].map(([role, share]) => `  ${Math.round(100 * share)} %  ${name(role)}`);
    const lines = [`${data.id[row]}: ${data.title[row] ?? "(no title)"}`,
      `case ${name(data.case[row])}: ${data.meaning[name(data.case[row])] ?? ""}`, data.reason[row] ?? "",
      "candidates:", ...ranked];
    if (data.text) lines.push("", data.text[row] ?? "(no text)");
    element("detail").textContent = lines.join("\n");
    element("detail").hidden = false;
  }

  const head = document.querySelector("#decisions thead tr");
  for (const [key] of columns) {
    const cell = document.createElement("th"), button = document.createElement("button");
    button.textContent = key;
    button.addEventListener("click", () => {
      down = sort === key && !down;
      sort = key;
      find();
      for (const other of head.children) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    });
    cell.append(button);
    head.append(cell);
  }
  for (const one of [...new Set(data.case)].filter(one => one !== null).map(name).sort()) {
    const option = document.createElement("option");
    option.textContent = option.value = one;
    element("case").append(option);
  }
  let waiting = 0;
  element("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 120); });
  for (const id of ["case", "outcome", "queued"]) element(id).addEventListener("change", find);
  element("back").addEventListener("click", () => { first = Math.max(first - page, 0); show(); });
  element("on").addEventListener("click", () => { first += page; show(); });
  find();
})();
