// A ring over the selected point of a plotly map. Drawn by plotly it would be a change of the figure, and the
// figure's widget draws all points anew for any change.

const RADIUS = 9.5, DOT = 4.5;

function render({ model, el }) {
  el.style.display = "none";
  const over = document.createElement("div");
  over.className = "jd-ring";
  over.style.cssText = "position:absolute;overflow:hidden;pointer-events:none";
  const ring = document.createElement("div"), dot = document.createElement("div");
  for (const [part, radius] of [[ring, RADIUS], [dot, DOT]]) {
    part.style.cssText = `position:absolute;border-radius:50%;box-sizing:border-box;width:${2 * radius}px;height:${2 * radius}px`;
    over.append(part);
  }
  ring.style.border = "2.5px solid #1f2933";
  dot.style.border = "1px solid #ffffff";
  let plot = null, waiting = null;

  function place() {
    const point = model.get("point"), layout = plot._fullLayout;
    over.hidden = !point.length || !layout?.xaxis;
    if (over.hidden) return;
    const { xaxis, yaxis } = layout, [x, y] = [xaxis.l2p(point[0]), yaxis.l2p(point[1])];
    Object.assign(over.style, { left: `${xaxis._offset}px`, top: `${yaxis._offset}px`, width: `${xaxis._length}px`, height: `${yaxis._length}px` });
    for (const [part, radius] of [[ring, RADIUS], [dot, DOT]]) Object.assign(part.style, { left: `${x - radius}px`, top: `${y - radius}px` });
    dot.style.background = model.get("color");
  }

  function draw() {
    const found = el.closest(".widget-vbox")?.querySelector(".js-plotly-plot");
    // The figure beside it may be drawn later.
    if (!found?.on) { waiting = requestAnimationFrame(draw); return; }
    waiting = null;
    if (found !== plot) {
      plot = found;
      plot.style.position = "relative";
      plot.append(over);
      for (const event of ["plotly_afterplot", "plotly_relayouting", "plotly_relayout"]) plot.on(event, place);
    }
    place();
  }

  model.on("change", draw);
  draw();
  return () => {
    if (waiting !== null) cancelAnimationFrame(waiting);
    for (const event of ["plotly_afterplot", "plotly_relayouting", "plotly_relayout"]) plot?.removeListener?.(event, place);
    over.remove();
    model.off("change", draw);
  };
}

export default { render };
