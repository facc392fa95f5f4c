// Dials of the tuning desk: one slider and one number each. Arrow keys turn by a step, with shift by the last
// digit; the mark is where the settings file has it, a click on it goes back there.
const TURNS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

function made(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

function render({ model, el }) {
  el.classList.add("jd-dials");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const parts = new Map();
  // One turn is under way at a time; of those that come meanwhile only the last of each dial counts.
  let waiting = false;
  const pending = new Map();
  const send = () => {
    if (waiting || !pending.size) return;
    const [key, value] = pending.entries().next().value;
    pending.delete(key);
    waiting = true;
    model.send({ do: "turn", key, value });
  };
  const turn = (dial, value) => {
    const bounded = Math.min(Math.max(value, dial.low), dial.high);
    const rounded = Number(bounded.toFixed(dial.digits));
    show(dial, rounded);
    pending.set(dial.key, rounded);
    send();
  };
  const show = (dial, value) => {
    const { range, number, field } = parts.get(dial.key);
    const written = value.toFixed(dial.digits);
    if (document.activeElement !== number) number.value = written;
    range.value = String(value);
    range.setAttribute("aria-valuetext", written);
    field.classList.toggle("jd-dial-moved", value !== model.get("state").current[dial.key]);
  };
  const place = (dial, value) => `${(100 * (value - dial.low)) / (dial.high - dial.low)}%`;
  for (const dial of model.get("dials")) {
    const field = made("div", "jd-dial");
    field.dataset.key = dial.key;
    field.title = dial.meaning;
    const name = made("label", "jd-dial-name", dial.key);
    const range = made("input", "jd-dial-range");
    Object.assign(range, { type: "range", min: dial.low, max: dial.high, step: "any", id: `jd-dial-${crypto.randomUUID()}` });
    name.htmlFor = range.id;
    range.setAttribute("aria-description", dial.meaning);
    const number = made("input", "jd-dial-number");
    Object.assign(number, { type: "text", inputMode: "decimal" });
    number.setAttribute("aria-label", `${dial.key}, as a number`);
    const track = made("div", "jd-dial-track");
    const mark = made("button", "jd-dial-mark");
    mark.type = "button";
    mark.tabIndex = -1;
    track.append(range, mark);
    field.append(name, number, track);
    el.append(field);
    parts.set(dial.key, { field, range, number, mark });
    range.addEventListener("input", () => turn(dial, Number(range.value)));
    range.addEventListener("keydown", (event) => {
      const now = Number(number.value);
      const step = event.shiftKey ? 10 ** -dial.digits : dial.step;
      if (event.key in TURNS) turn(dial, now + TURNS[event.key] * step);
      else if (event.key === "Home") turn(dial, dial.low);
      else if (event.key === "End") turn(dial, dial.high);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const typed = () => {
      const value = Number(number.value.replace(",", "."));
      if (number.value.trim() !== "" && Number.isFinite(value)) turn(dial, value);
      number.value = Number(range.value).toFixed(dial.digits);
    };
    number.addEventListener("change", typed);
    number.addEventListener("keydown", (event) => {
      if (event.key === "Enter") typed();
      else if (event.key === "Escape") number.value = Number(range.value).toFixed(dial.digits);
      event.stopPropagation();
    });
    mark.addEventListener("click", () => { turn(dial, model.get("state").current[dial.key]); range.focus(); });
  }
  const draw = () => {
    const state = model.get("state");
    for (const dial of model.get("dials")) {
      if (!pending.has(dial.key)) show(dial, state.values[dial.key]);
      const { mark } = parts.get(dial.key);
      mark.style.left = place(dial, state.current[dial.key]);
      mark.title = `in force: ${state.current[dial.key].toFixed(dial.digits)}`;
    }
    el.dataset.revision = state.revision;
  };
  const answered = (message) => {
    if (message.did !== "turn") return;
    waiting = false;
    send();
  };
  model.on("change:state", draw);
  model.on("msg:custom", answered);
  draw();
  return () => { model.off("change:state", draw); model.off("msg:custom", answered); };
}

export default { render };
