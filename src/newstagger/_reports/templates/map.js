{
  // Circles and names keep their size in pixels, whichever part of the world is shown and however wide the
  // page is.
  const map = document.getElementById("map");
  const LABELS = 16;
  const SVG = map?.namespaceURI;
  const circles = map ? [...map.querySelectorAll("circle")] : [];

  const label = (text, x, y, unit) => {
    const place = document.createElementNS(SVG, "text");
    place.textContent = text;
    place.setAttribute("x", x);
    place.setAttribute("y", y);
    place.setAttribute("font-size", 12 * unit);
    place.setAttribute("stroke-width", 3 * unit);
    return place;
  };

  // The largest circles are named, where a name hides neither another one nor leaves the picture.
  const names = (shown, unit) => {
    const taken = [];
    const labels = map.querySelector("#labels");
    labels.replaceChildren();
    for (const circle of circles) {
      if (labels.childElementCount >= LABELS) break;
      const [x, y, r] = ["cx", "cy", "r"].map((name) => Number(circle.getAttribute(name)));
      const wide = circle.dataset.name.length * 7 * unit;
      const high = 14 * unit;
      const left = x + r + 3 * unit;
      const box = [left, y - high / 2, left + wide, y + high / 2];
      if (x < shown[0] || box[2] > shown[2] || box[1] < shown[1] || box[3] > shown[3]) continue;
      if (
        taken.some(
          (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3],
        )
      ) {
        continue;
      }
      taken.push(box);
      labels.append(label(circle.dataset.name, left, y + 4 * unit, unit));
    }
  };

  const draw = () => {
    const [x, y, width, height] = map.getAttribute("viewBox").split(" ").map(Number);
    const rect = map.getBoundingClientRect();
    if (!rect.width) return;
    const unit = Math.max(width / rect.width, height / rect.height);
    const scale = Math.min(1, 0.45 + rect.width / 1200);
    for (const circle of circles) circle.setAttribute("r", (circle.dataset.r * scale * unit).toFixed(1));
    const wide = rect.width * unit;
    const high = rect.height * unit;
    const left = x + (width - wide) / 2;
    const top = y + (height - high) / 2;
    names([left, top, left + wide, top + high], unit);
  };

  if (map) {
    const views = document.querySelector(".views");
    const buttons = [...views.children];
    views.hidden = false;
    views.addEventListener("click", (event) => {
      if (!buttons.includes(event.target)) return;
      buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === event.target)));
      map.setAttribute("viewBox", event.target.dataset.box);
      draw();
    });
    addEventListener("resize", draw);
    draw();
  }
}
