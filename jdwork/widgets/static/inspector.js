// One JD under the lens. The kernel looks things up and keeps what is said; here it is drawn and told.
// Every text comes from foreign documents: it is set as textContent, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const FOR = "#2166ac", AGAINST = "#c05621", LEAD = "#8a96a5";
let numbers = 0;

function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((one) => one !== null && one !== undefined)); // A string becomes a text node.
  return element;
}

function drawn(tag, attributes = {}, text = null) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== null) element.textContent = text;
  return element;
}

function roleChip(role, none = "no role") {
  if (!role) return made("span", { class: "jd-none" }, none);
  const dot = made("span", { class: "jd-dot", "aria-hidden": "true" });
  dot.style.background = role.color;
  return made("span", { class: "jd-role", title: role.known ? role.slug : `${role.slug}: not in the catalog` }, dot, role.name);
}

function waterfall(pair) {
  const width = 560, left = 116, right = 14, step = 23, top = 6;
  const bars = pair.bars;
  const edges = bars.flatMap((bar) => [bar.start, bar.end]).concat(0);
  let low = Math.min(...edges), high = Math.max(...edges);
  // Room for the figures beside the bars, on the sides where there are some.
  const room = 0.14 * (high - low || 1);
  if (low < 0 || bars.some((bar) => bar.amount < 0 && bar.end < room)) low -= room;
  if (high > 0) high += room;
  const at = (value) => left + ((value - low) / (high - low)) * (width - left - right);
  const height = top + step * bars.length + 26;
  const picture = drawn("svg", { viewBox: `0 0 ${width} ${height}`, class: "jd-waterfall", role: "img" });
  picture.append(drawn("title", {}, pair.finding));
  picture.append(drawn("line", { x1: at(0), x2: at(0), y1: 0, y2: top + step * bars.length, class: "jd-zero" }));
  bars.forEach((bar, number) => {
    const y = top + step * number;
    const last = number === bars.length - 1;
    const group = drawn("g");
    const said = [`${bar.signal}: ${bar.amount >= 0 ? "+" : "−"}${Math.abs(bar.amount).toFixed(2)}`, ...bar.behind];
    group.append(drawn("title", {}, said.join("\n")));
    // The whole line answers to the pointer, not the bar alone.
    group.append(drawn("rect", { x: 0, y, width, height: step, fill: "transparent" }));
    group.append(drawn("text", { x: left - 8, y: y + 15, "text-anchor": "end", class: last ? "jd-lead" : "" }, bar.signal));
    const x0 = Math.min(at(bar.start), at(bar.end)), x1 = Math.max(at(bar.start), at(bar.end));
    const color = last ? LEAD : bar.amount >= 0 ? FOR : AGAINST;
    group.append(drawn("rect", { x: x0, y: y + 4, width: Math.max(x1 - x0, 1), height: step - 9, fill: color, rx: 1.5 }));
    const after = bar.amount >= 0;
    group.append(drawn("text", { x: after ? x1 + 4 : x0 - 4, y: y + 15, "text-anchor": after ? "start" : "end",
      class: "jd-figure" }, `${after ? "+" : "−"}${Math.abs(bar.amount).toFixed(2)}`));
    if (!last && number < bars.length - 2) {
      group.append(drawn("line", { x1: at(bar.end), x2: at(bar.end), y1: y + step - 5, y2: y + step + 4, class: "jd-join" }));
    }
    picture.append(group);
  });
  const foot = top + step * bars.length + 18;
  picture.append(drawn("text", { x: 0, y: foot, class: "jd-foot" }, `← ${pair.second?.name ?? ""}`));
  picture.append(drawn("text", { x: width, y: foot, "text-anchor": "end", class: "jd-foot" }, `${pair.first?.name ?? ""} →`));
  return picture;
}

function render({ model, el }) {
  const id = `jd-lens-${++numbers}`;
  const listeners = new AbortController();
  const on = (target, kind, act, options = {}) =>
    target.addEventListener(kind, act, { signal: listeners.signal, ...options });
  const tell = (what, more = {}) => model.send({ do: what, ...more });
  el.classList.add("jd-lens");
  // JupyterLab would take letters for its own: r makes a raw cell of the cell.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.setAttribute("tabindex", "-1");

  const heading = made("h3", { class: "jd-heading" });
  const badges = made("div", { class: "jd-badges" });
  const back = made("button", { type: "button", class: "jd-back", title: "Previous in the list (k)" }, "↑ k");
  const forth = made("button", { type: "button", class: "jd-forth", title: "Next in the list (j)" }, "↓ j");
  const empty = made("p", { class: "jd-empty" });
  const text = made("div", { class: "jd-text", tabindex: "0", "aria-label": "Text of the JD" });
  const legend = made("div", { class: "jd-legend" });
  const working = made("span", { class: "jd-working", role: "status" });
  const reason = made("p", { class: "jd-reason" });
  const candidates = made("table", { class: "jd-candidates", "aria-label": "Candidates" });
  const tabs = made("div", { class: "jd-tabs", role: "tablist" });
  const finding = made("p", { class: "jd-finding" });
  const picture = made("div", { class: "jd-picture" });
  const near = made("ol", { class: "jd-near" });
  const look = made("button", { type: "button", class: "jd-look" }, "What would have changed it?");
  const changes = made("div", { class: "jd-changes" });
  const history = made("ol", { class: "jd-history" });
  const status = made("p", { class: "jd-status", role: "status", "aria-live": "polite" });

  const role = made("input", { class: "jd-relabel", list: `${id}-roles`, placeholder: "right role …", spellcheck: "false",
    autocomplete: "off", "aria-label": "Right role" });
  const roles = made("datalist", { id: `${id}-roles` });
  const note = made("input", { class: "jd-note", placeholder: "why (optional)", "aria-label": "Note", maxlength: "2000" });
  const apply = made("button", { type: "submit", class: "jd-apply" }, "Relabel");
  const relabel = made("form", { class: "jd-form" }, role, roles, note, apply,
    made("button", { type: "button", class: "jd-quiet", "data-verdict": "unsure" }, "unsure"),
    made("button", { type: "button", class: "jd-quiet", "data-verdict": "new_role" }, "role not in catalog"),
    made("button", { type: "button", class: "jd-quiet", "data-verdict": "not_a_jd" }, "not a JD"));
  const words = made("input", { class: "jd-comment", placeholder: "comment …", "aria-label": "Comment", maxlength: "10000" });
  const send = made("button", { type: "button", class: "jd-review" }, "Send to review");
  const undo = made("button", { type: "button", class: "jd-undo" }, "Undo");
  const comment = made("form", { class: "jd-form" }, words, made("button", { type: "submit" }, "Comment"), send, undo);
  const kind = made("select", { class: "jd-edit-kind", "aria-label": "Kind of edit" },
    made("option", { value: "alias" }, "alias"), made("option", { value: "kra" }, "KRA"), made("option", { value: "skill" }, "skill"));
  const target = made("input", { class: "jd-edit-role", list: `${id}-roles`, placeholder: "role", "aria-label": "Role to edit",
    autocomplete: "off", spellcheck: "false" });
  const value = made("input", { class: "jd-edit-text", "aria-label": "What is added", autocomplete: "off", list: `${id}-skills` });
  const skills = made("datalist", { id: `${id}-skills` });
  const draft = made("form", { class: "jd-form" }, made("span", { class: "jd-word" }, "Draft for"), target,
    made("span", { class: "jd-word" }, "one more"), kind, value, skills, made("button", { type: "submit", class: "jd-draft" }, "Draft"));

  const section = (title, ...parts) => made("section", {}, made("h4", {}, title), ...parts);
  const body = made("div", { class: "jd-body" },
    made("div", { class: "jd-columns" },
      made("div", { class: "jd-side" },
        made("section", {}, made("div", { class: "jd-over" }, made("h4", {}, "Text"), legend, working), text)),
      made("div", { class: "jd-side" },
        section("Decision", reason, candidates),
        section("Why", tabs, finding, picture))),
    made("div", { class: "jd-columns" },
      section("Nearest JDs", near),
      section("The smallest change", look, changes)),
    made("section", { class: "jd-say" }, made("h4", {}, "Say"), relabel, comment, draft, status, history));
  el.replaceChildren(
    made("div", { class: "jd-top" }, heading, made("span", { class: "jd-steps" }, back, forth)), badges, empty, body,
    made("p", { class: "jd-keys" }, "j k next, previous  ·  r relabel  ·  Enter apply  ·  c comment  ·  u undo  ·  Esc back"));

  let pair = null; // Kind of the comparison that is shown.
  let shownId = null;

  function drawFacts() {
    const facts = model.get("facts");
    const none = facts.id === undefined;
    empty.textContent = none ? model.get("empty") : "";
    body.hidden = none;
    empty.hidden = !none;
    if (none) { heading.textContent = "No JD selected"; badges.replaceChildren(); shownId = null; return; }
    const fresh = shownId !== facts.id;
    shownId = facts.id;
    heading.textContent = facts.heading;
    const state = made("span", { class: "jd-state" }, { right: "right", wrong: "wrong", open: "no label" }[facts.outcome]);
    state.style.background = facts.color;
    badges.replaceChildren(state,
      made("span", {}, "decided ", roleChip(facts.role)), made("span", {}, "label ", roleChip(facts.label, "none"),
        facts.relabelled ? made("em", { class: "jd-tag" }, "relabelled") : null),
      made("span", {}, `${facts.confidence} sure`), made("span", { title: facts.case_meaning }, `case ${facts.case}`),
      made("span", {}, facts.queued ? "waits for a person" : "accepted without a look"),
      made("span", { class: "jd-id" }, facts.id));
    reason.textContent = facts.reason;
    candidates.replaceChildren(made("tbody", {}, ...facts.candidates.map((one) => {
      const bar = made("span", { class: "jd-bar" });
      bar.style.width = `${100 * Math.min(Math.max(one.probability, 0), 1)}%`;
      bar.style.background = one.color;
      const marks = [one.chosen ? "decided" : "", one.gold ? "label" : ""].filter(Boolean).join(", ");
      return made("tr", {}, made("td", { class: "jd-rank" }, String(one.rank)), made("td", {}, roleChip(one)),
        made("td", { class: "jd-track" }, bar), made("td", { class: "jd-percent" }, one.percent), made("td", { class: "jd-what" }, marks));
    })));
    near.replaceChildren(...(facts.near ?? []).map((one) => {
      const go = made("button", { type: "button", class: "jd-go", "data-id": one.id, title: "Go there" }, one.title);
      const same = one.label && one.role && one.label.slug === one.role.slug;
      const state = made("span", { class: "jd-mark", title: one.outcome }, { right: "✓", wrong: "✗", open: "·" }[one.outcome]);
      state.style.color = one.color;
      return made("li", {}, made("span", { class: "jd-similar" }, one.similarity), state, go,
        made("span", { class: "jd-roles" }, roleChip(one.role), same || !one.label ? null : made("span", {}, " label ", roleChip(one.label))));
    }));
    if (!(facts.near ?? []).length) near.replaceChildren(made("li", { class: "jd-none" }, "The run kept no vector of this JD."));
    if (fresh) {
      role.value = ""; note.value = ""; words.value = "";
      target.value = (facts.label ?? facts.role)?.slug ?? "";
      drawValue();
      text.scrollTop = 0;
    } else if (facts.label) target.value = facts.label.slug;
    drawText();
    drawPairs();
  }

  function drawText() {
    const facts = model.get("facts"), evidence = model.get("evidence");
    if (facts.id === undefined) return;
    const marked = evidence.id === facts.id;
    if (marked) {
      text.replaceChildren(...evidence.stretches.map(([piece, marks, said]) =>
        marks ? made("span", { class: marks.split(" ").map((mark) => `jd-is-${mark}`).join(" "), title: said }, piece)
          : document.createTextNode(piece)));
    } else text.textContent = facts.text || "(no text)";
    if (facts.cut) text.append(made("em", { class: "jd-none" }, `\n… ${facts.cut.toLocaleString("en")} more characters`));
    const key = (name, words) => made("span", { class: `jd-is-${name}` }, words);
    legend.replaceChildren(...(marked
      ? [evidence.marked ? key("kra", `KRAs of ${evidence.marked}`) : null, key("skill", "skills"), key("phrase", "not in catalog"),
        key("boilerplate", "boilerplate")].filter(Boolean) : []));
    skills.replaceChildren(...(kind.value === "skill" && marked
      ? evidence.skills.map(([slug, name]) => made("option", { value: slug }, name)) : []));
    if (marked && evidence.note) legend.append(made("span", { class: "jd-warn" }, evidence.note));
  }

  function drawPairs() {
    const facts = model.get("facts"), evidence = model.get("evidence");
    if (facts.id === undefined) return;
    const deeper = evidence.id === facts.id ? evidence.pairs : [];
    const pairs = facts.pairs.map((one) => deeper.find((other) => other.kind === one.kind && other.second?.slug === one.second?.slug) ?? one);
    if (!pairs.some((one) => one.kind === pair)) pair = pairs[0]?.kind ?? null;
    tabs.replaceChildren(...pairs.map((one) => made("button", { type: "button", role: "tab", "data-kind": one.kind,
      "aria-selected": String(one.kind === pair) }, one.kind === "label" ? "against its label" : "against the runner-up")));
    const shown = pairs.find((one) => one.kind === pair);
    finding.textContent = shown ? shown.finding : "There are no two roles to compare.";
    picture.replaceChildren(...(shown && shown.bars.length ? [waterfall(shown)] : []));
  }

  function drawChanges() {
    const found = model.get("changes");
    if (found.id === undefined) { changes.replaceChildren(); return; }
    const lines = found.found.map((one) => made("li", { class: one.reaches ? "jd-reaches" : "" }, one.sentence, " ",
      one.edit ? made("button", { type: "button", class: "jd-take", "data-number": String(one.number) }, "Draft this edit") : null));
    const closest = found.found.length ? [] : found.nearest.map((one) => made("li", {}, `Comes nearest: ${one}`));
    changes.replaceChildren(made("ul", {}, ...lines, ...closest, ...found.notes.map((one) => made("li", { class: "jd-none" }, one))));
    if (!lines.length && !closest.length && !found.notes.length) changes.replaceChildren(made("p", { class: "jd-none" }, "No single change was found."));
  }

  function drawHistory() {
    history.replaceChildren(...model.get("history").map((one) => made("li", { class: one.undone ? "jd-undone" : "" },
      made("span", { class: "jd-said" }, one.said), " ", one.label ? roleChip(one.label) : null,
      one.edit ? made("span", {}, ` ${one.edit}`) : null, one.text ? made("q", {}, one.text) : null,
      made("span", { class: "jd-who" }, ` ${one.by}, ${one.at}`), " ",
      one.kind !== "undo" && !one.undone ? made("button", { type: "button", class: "jd-take-back", "data-id": String(one.id) }, "undo") : null)));
  }

  function drawStatus() {
    const said = model.get("status");
    status.textContent = said.text ?? "";
    status.classList.toggle("jd-problem", Boolean(said.problem));
    working.textContent = model.get("working");
    look.disabled = model.get("working").startsWith("Looking");
    if (said.text && !said.problem && said.number !== undefined) { words.value = ""; }
  }

  function drawRoles() {
    roles.replaceChildren(...model.get("roles").map(([slug, name]) => made("option", { value: slug }, name)));
  }

  function drawValue() {
    const facts = model.get("facts");
    value.placeholder = { alias: "a title", kra: "mark a sentence in the text, or write one", skill: "slug of a skill" }[kind.value];
    value.value = kind.value === "alias" ? facts.title ?? "" : kind.value === "kra" ? selection() : "";
    drawText();
  }

  /** What is marked in the JD's text. */
  function selection() {
    const marked = document.getSelection();
    return marked && marked.rangeCount && text.contains(marked.anchorNode) ? marked.toString().replace(/\s+/g, " ").trim() : "";
  }

  on(relabel, "submit", (event) => {
    event.preventDefault();
    if (!role.value.trim()) { role.focus(); return; }
    tell("relabel", { role: role.value, note: note.value });
    role.value = ""; note.value = "";
    focusBack();
  });
  on(relabel, "click", (event) => {
    const verdict = event.target.dataset?.verdict;
    if (verdict) { tell("withdraw", { verdict, note: note.value }); note.value = ""; }
  });
  on(comment, "submit", (event) => {
    event.preventDefault();
    if (!words.value.trim()) { words.focus(); return; }
    tell("comment", { text: words.value });
    words.value = "";
    focusBack();
  });
  on(send, "click", () => { tell("review", { note: note.value }); note.value = ""; });
  on(undo, "click", () => tell("undo"));
  on(kind, "change", drawValue);
  on(draft, "submit", (event) => {
    event.preventDefault();
    if (!value.value.trim() || !target.value.trim()) { (value.value.trim() ? target : value).focus(); return; }
    tell("draft", { kind: kind.value, role: target.value, text: value.value });
  });
  on(text, "mouseup", () => {
    const marked = selection();
    if (marked.length > 8) { kind.value = "kra"; value.value = marked; value.placeholder = ""; }
  });
  on(tabs, "click", (event) => {
    if (event.target.dataset?.kind) { pair = event.target.dataset.kind; drawPairs(); }
  });
  on(near, "click", (event) => { if (event.target.dataset?.id) tell("go", { id: event.target.dataset.id }); });
  on(look, "click", () => tell("changes"));
  on(changes, "click", (event) => {
    if (event.target.dataset?.number) tell("take", { number: Number(event.target.dataset.number) });
  });
  on(history, "click", (event) => {
    if (event.target.dataset?.id) tell("undo", { number: Number(event.target.dataset.id) });
  });
  on(back, "click", () => tell("step", { by: -1 }));
  on(forth, "click", () => tell("step", { by: 1 }));

  // Keys count within the whole desk: list, map and lens.
  const desk = () => el.closest(".jd-desk") ?? el;
  const focusBack = () => (desk().querySelector("table[role=grid]") ?? el).focus({ preventScroll: true });
  on(document, "keydown", (event) => {
    if (!(event.target instanceof Element) || !desk().contains(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writes = event.target.matches("input, textarea, select");
    // A field with suggestions keeps Enter to itself.
    if (event.key === "Enter" && event.target.matches("input") && event.target.form && el.contains(event.target)) {
      event.target.form.requestSubmit();
    } else if (writes && event.key === "Escape" && el.contains(event.target)) focusBack();
    else if (writes) return;
    else if (event.key === "j") tell("step", { by: 1 });
    else if (event.key === "k") tell("step", { by: -1 });
    else if (event.key === "r") role.focus();
    else if (event.key === "c") words.focus();
    else if (event.key === "u") tell("undo");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });

  const follow = { facts: drawFacts, evidence: () => { drawText(); drawPairs(); }, changes: drawChanges, history: drawHistory,
    status: drawStatus, working: drawStatus, roles: drawRoles };
  for (const [name, draw] of Object.entries(follow)) {
    model.on(`change:${name}`, draw);
    draw();
  }
  // Figures measure themselves when the window changes, not when the desk is laid out.
  let width = 0;
  const watcher = new ResizeObserver(() => {
    if (Math.abs(el.clientWidth - width) < 2) return;
    width = el.clientWidth;
    setTimeout(() => window.dispatchEvent(new Event("resize")), 50);
  });
  watcher.observe(el);
  const late = setTimeout(() => window.dispatchEvent(new Event("resize")), 800);
  requestAnimationFrame(() => desk().setAttribute("data-lm-suppress-shortcuts", "true"));
  return () => {
    listeners.abort();
    watcher.disconnect();
    clearTimeout(late);
    for (const [name, draw] of Object.entries(follow)) model.off(`change:${name}`, draw);
  };
}

export default { render };
