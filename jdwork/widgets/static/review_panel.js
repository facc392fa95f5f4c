// Keys of the review panel. They count while the panel has the focus and nothing is typed in.
const KEYS = { j: ["move", 1], k: ["move", -1], ArrowDown: ["move", 1], ArrowUp: ["move", -1], a: ["accept"],
  r: ["reject"], u: ["undo"], p: ["preview"], g: ["refresh"] };
const HINTS = [["j k", "move"], ["a", "accept"], ["r", "reject"], ["u", "undo"], ["e", "edit"], ["n", "note"],
  ["p", "effect"], ["/", "search"], ["g", "read again"]];

function made(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text ?? "";
  return element;
}

function render({ model, el }) {
  const listeners = new AbortController();
  el.classList.add("jd-review-keys");
  for (const [key, says] of HINTS) {
    const part = made("span", "jd-review-hint");
    part.append(made("kbd", "", key), ` ${says}`);
    el.append(part);
  }
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable='true']");
  const grid = (root) => root.querySelector(".jd-grid table");
  let root = null;
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (typing(target)) return;
    if (event.key === "e" || event.key === "n") {
      root.querySelector(event.key === "e" ? ".jd-review-edit input" : ".jd-review-note input")?.focus();
    } else if (event.key === "/") root.querySelector(".jd-search")?.focus();
    else if (event.key in KEYS) {
      const [what, value] = KEYS[event.key];
      // With what is typed: a field tells the kernel of its latest words only once it has answered for earlier ones.
      const typed = [...root.querySelectorAll(".jd-review-edit input")].map((input) => input.value);
      const note = root.querySelector(".jd-review-note input")?.value ?? "";
      model.send({ do: what, value: value ?? null, note, typed });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // On the way down: a text field of ipywidgets lets no key come up again.
  const onEscape = (event) => {
    if (event.key !== "Escape" || !event.target.closest?.(".jd-review-form")) return;
    grid(root)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  // The panel's box is known once this part stands in it.
  const attach = () => {
    root = el.closest(".jd-review");
    if (root === null) { if (!listeners.signal.aborted) requestAnimationFrame(attach); return; }
    root.setAttribute("data-lm-suppress-shortcuts", "true");
    root.addEventListener("keydown", onKey, { signal: listeners.signal });
    root.addEventListener("keydown", onEscape, { signal: listeners.signal, capture: true });
  };
  attach();
  return () => listeners.abort();
}

export default { render };
