// Boxes over a page, by mouse, finger and keyboard. Without this file the numbers below the page do the same.
// A box is {page, left, top, width, height} in thousandths of the page; the form's rows are per cent.

const form = document.querySelector("form[data-redact]");
const SVG = "http://www.w3.org/2000/svg";
const SMALLEST = 5, STEP = 10, SMALL_STEP = 2, GRIP = 44, HANDLE = 14;

if (form) {
  const find = (selector) => form.querySelector(selector);
  const sheet = find(".sheet"), image = find("[data-sheet]"), canvas = find("[data-boxes]"), rows = find("[data-rows]");
  const said = find("[data-said]"), place = find("[data-place]"), template = find("template[data-row]");
  const count = Number(form.dataset.count);
  let shown = Number(form.dataset.shown), boxes = readRows(), chosen = -1, past = [], drag = null, draws = true;

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const percent = (value) => String(Math.round(value) / 10);
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const say = (name, values = {}) => (said.textContent = fill(said.dataset[name], values));
  const here = () => boxes.map((box, index) => [box, index]).filter(([box]) => box.page === shown);
  const remember = () => past.push(JSON.stringify(boxes)) > 200 && past.shift();

  function readRows() {
    const found = [];
    for (const row of rows.querySelectorAll(".redact-row")) {
      const value = (name) => Number.parseFloat(row.querySelector(`[name=${name}]`).value);
      const box = { page: value("page"), left: value("left") * 10, top: value("top") * 10, width: value("width") * 10, height: value("height") * 10 };
      if (Object.values(box).every(Number.isFinite)) found.push(box);
    }
    return found;
  }

  function writeRows() {
    rows.replaceChildren(
      ...boxes.map((box) => {
        const row = template.content.cloneNode(true);
        row.querySelector("[name=page]").value = box.page;
        for (const name of ["left", "top", "width", "height"]) row.querySelector(`[name=${name}]`).value = percent(box[name]);
        return row;
      }),
    );
  }

  function rectangle(kind, x, y, width, height) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", kind);
    for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, value.toFixed(1));
    return rect;
  }

  function label(box, number) {
    return fill(canvas.dataset.box, {
      number, left: percent(box.left), top: percent(box.top), width: percent(box.width), height: percent(box.height),
    });
  }

  // `focus` puts the keyboard on the chosen box again after everything was drawn anew.
  function draw(focus) {
    const frame = canvas.getBoundingClientRect();
    const parts = [];
    here().forEach(([box, index], position) => {
      const rect = rectangle("box", box.left, box.top, box.width, box.height);
      rect.setAttribute("tabindex", "0");
      rect.setAttribute("role", "button");
      rect.setAttribute("aria-label", label(box, position + 1));
      rect.dataset.index = index;
      if (index === chosen) rect.classList.add("box-chosen");
      parts.push(rect);
    });
    const box = boxes[chosen];
    if (box?.page === shown && frame.width) {
      const unit = [1000 / frame.width, 1000 / frame.height];
      const corner = (kind, size) => rectangle(kind, box.left + box.width - (size * unit[0]) / 2, box.top + box.height - (size * unit[1]) / 2, size * unit[0], size * unit[1]);
      const grip = corner("grip", GRIP);
      grip.dataset.grip = chosen;
      parts.push(grip, corner("handle", HANDLE));
    }
    canvas.replaceChildren(...parts);
    if (focus) canvas.querySelector(`[data-index="${chosen}"]`)?.focus({ preventScroll: true });
  }

  const change = (focus) => {
    writeRows();
    draw(focus);
  };

  function add() {
    remember();
    const offset = (here().length % 8) * 40;
    boxes.push({ page: shown, left: 350 + offset, top: 350 + offset, width: 300, height: 60 });
    chosen = boxes.length - 1;
    change(true);
    say("added", { number: here().length });
  }

  function remove() {
    if (!boxes[chosen] || boxes[chosen].page !== shown) return say("none");
    remember();
    boxes.splice(chosen, 1);
    const left = here();
    chosen = left.length ? left.at(-1)[1] : -1;
    change(true);
    if (chosen < 0) find("[data-do=add]").focus();
    say("deleted", { number: left.length });
  }

  function undo() {
    if (!past.length) return say("nothing");
    boxes = JSON.parse(past.pop());
    chosen = here().at(-1)?.[1] ?? -1;
    change(true);
    say("undone");
  }

  function turn(to) {
    shown = clamp(to, 1, count);
    chosen = -1;
    image.src = form.dataset.image.replace(/0\/$/, `${shown}/`);
    image.alt = fill(image.dataset.label, { page: shown, count });
    if (place) place.textContent = image.alt;
    find("[data-do=back]").disabled = shown === 1;
    find("[data-do=next]").disabled = shown === count;
    draw();
  }

  function toggle(button, name, off) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    sheet.classList.toggle(name, on);
    if (off) say(on ? "preview" : "editing");
    return on;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    event.preventDefault();
    const deeds = {
      add, undo, delete: remove,
      back: () => turn(shown - 1),
      next: () => turn(shown + 1),
      draw: () => (draws = toggle(button, "sheet-draws")),
      preview: () => toggle(button, "sheet-preview", true),
    };
    deeds[button.dataset.do]();
  });

  // -- mouse and finger
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [clamp(((event.clientX - frame.left) / frame.width) * 1000, 0, 1000), clamp(((event.clientY - frame.top) / frame.height) * 1000, 0, 1000)];
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (!draws || event.button) return;
    event.preventDefault();
    const [x, y] = at(event);
    const grip = event.target.dataset.grip, index = event.target.dataset.index;
    const before = JSON.stringify(boxes);
    if (grip !== undefined) drag = { kind: "size", index: Number(grip) };
    else if (index !== undefined) drag = { kind: "move", index: Number(index) };
    else {
      boxes.push({ page: shown, left: x, top: y, width: 0, height: 0 });
      drag = { kind: "new", index: boxes.length - 1 };
    }
    chosen = drag.index;
    Object.assign(drag, { x, y, before, box: { ...boxes[chosen] } });
    canvas.setPointerCapture(event.pointerId);
  });

  canvas.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [x, y] = at(event), box = boxes[drag.index], was = drag.box;
    if (drag.kind === "move") {
      box.left = clamp(was.left + x - drag.x, 0, 1000 - was.width);
      box.top = clamp(was.top + y - drag.y, 0, 1000 - was.height);
    } else if (drag.kind === "size") {
      box.width = clamp(was.width + x - drag.x, SMALLEST, 1000 - was.left);
      box.height = clamp(was.height + y - drag.y, SMALLEST, 1000 - was.top);
    } else {
      Object.assign(box, { left: Math.min(x, drag.x), top: Math.min(y, drag.y), width: Math.abs(x - drag.x), height: Math.abs(y - drag.y) });
    }
    draw();
  });

  const drop = () => {
    if (!drag) return;
    const { kind, index, before } = drag;
    drag = null;
    if (kind === "new" && (boxes[index].width < SMALLEST || boxes[index].height < SMALLEST)) {
      boxes = JSON.parse(before);
      chosen = -1;
    } else if (JSON.stringify(boxes) !== before) {
      past.push(before);
      if (kind === "new") say("added", { number: here().length });
    }
    change(true);
  };
  canvas.addEventListener("pointerup", drop);
  canvas.addEventListener("pointercancel", drop);

  // -- keyboard
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  canvas.addEventListener("focusin", (event) => {
    if (drag || event.target.dataset.index === undefined || Number(event.target.dataset.index) === chosen) return;
    chosen = Number(event.target.dataset.index);
    draw(true);
  });

  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input")) {
      event.preventDefault();
      return undo();
    }
    const box = event.target.dataset?.index !== undefined && boxes[Number(event.target.dataset.index)];
    if (!box) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      return remove();
    }
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    remember();
    const step = event.altKey ? SMALL_STEP : STEP;
    const [x, y] = [way[0] * step, way[1] * step];
    if (event.shiftKey || event.altKey) {
      box.width = clamp(box.width + x, SMALLEST, 1000 - box.left);
      box.height = clamp(box.height + y, SMALLEST, 1000 - box.top);
    } else {
      box.left = clamp(box.left + x, 0, 1000 - box.width);
      box.top = clamp(box.top + y, 0, 1000 - box.height);
    }
    change(true);
    said.textContent = label(box, here().findIndex(([each]) => each === box) + 1);
  });

  // -- numbers typed below the page
  rows.addEventListener("change", () => {
    remember();
    boxes = readRows();
    draw();
  });

  find("[data-tools]").hidden = false;
  find("[data-keys]").hidden = false;
  find("[data-numbers]").open = false;
  find("[data-show]").hidden = true;
  sheet.classList.add("sheet-draws");
  image.addEventListener("load", () => draw());
  window.addEventListener("resize", () => draw());
  change();
}
