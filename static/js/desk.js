// Keys and small comforts of the moderators' desk; every page works without them.

const KEYS_OFF = "desk-keys-off"; // remembered on this device: single keys can be switched off

const keysAreOn = () => localStorage.getItem(KEYS_OFF) === null;
const isTyping = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll("[data-row] a.reference, [data-row] a[data-open]")];

// -- the list: j and k walk its lines
function walk(step) {
  const links = rows();
  if (!links.length) return false;
  const at = links.indexOf(document.activeElement);
  const next = at === -1 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[Math.max(0, Math.min(links.length - 1, next))].focus();
  return true;
}

// -- a key presses what carries it; the first field of a form, or of a decision that opens, takes the cursor
function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  const decision = target.closest("details");
  const form = target.matches("form") ? target : decision?.querySelector("form");
  if (!form) {
    target.click();
    return true;
  }
  if (decision) decision.open = true;
  (form.querySelector(":is(textarea, select, input:not([type=hidden]))") || form.querySelector("button")).focus();
  (decision || form).scrollIntoView({ block: "nearest" });
  return true;
}

function onKey(event) {
  if (event.key === "Escape") return leave(event.target);
  if (!keysAreOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  const done =
    (key === "/" && find()) ||
    (key === "j" && walk(1)) ||
    (key === "k" && walk(-1)) ||
    (key === "o" && rows().includes(document.activeElement) && (document.activeElement.click(), true)) ||
    (key !== "/" && press(key));
  if (done) event.preventDefault();
}

function find() {
  document.getElementById("desk-search")?.focus();
  return true;
}

function leave(target) {
  const decision = target.closest("details.decision, details.reveal");
  if (isTyping(target)) target.blur();
  else if (decision) decision.open = false;
}

// -- one decision open at a time
function onToggle(event) {
  if (!event.target.matches("details.decision") || !event.target.open) return;
  document.querySelectorAll("details.decision[open]").forEach((other) => {
    if (other !== event.target) other.open = false;
  });
}

// -- a ready reason is put below what was written, never over it
function onChange(event) {
  const chosen = event.target.matches("select[name=ready]") && event.target.value;
  if (chosen) addReason(event.target, chosen);
  const form = event.target.closest("form[data-submit-on-change]");
  if (form && event.target.matches("select")) form.requestSubmit();
}

function addReason(select, name) {
  const form = select.form;
  const words = form.querySelector(`template[data-ready="${CSS.escape(name)}"]`).content.textContent;
  const text = form.elements.reason;
  if (!text.value.includes(words)) text.value = text.value.trim() ? `${text.value.trim()}\n\n${words}` : words;
  text.focus();
}

// -- a second click while the first is on its way sends nothing
function onSubmit(event) {
  const form = event.target;
  if (!form.matches("form[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

document.addEventListener("keydown", onKey);
document.addEventListener("toggle", onToggle, true);
document.addEventListener("change", onChange);
document.addEventListener("submit", onSubmit);
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

const box = document.getElementById("keys-on");
if (box) {
  box.checked = keysAreOn();
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "yes")));
}
