// Small comforts; every page works without them. Words come from data attributes, never from here.

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

// -- copy buttons
function showCopyButtons(root) {
  if (navigator.clipboard) each("[data-copy][hidden]", (button) => (button.hidden = false), root);
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("[data-copy-label]");
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => (label.textContent = before), 2000);
}

// -- toasts leave after ten seconds, unless they are being used
function startToasts(root) {
  each("[data-toast]", (toast) => {
    if (toast.dataset.toast === "started") return;
    toast.dataset.toast = "started";
    each("[data-dismiss]", (button) => (button.hidden = false), toast);
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : toast.remove());
    setTimeout(leave, 10000);
  }, root);
}

// -- countdowns stay true on a page left open
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];

function tick() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  each("[data-countdown]", (time) => {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size * 1.2) ?? STEPS[2];
    time.querySelector("[data-distance]").textContent = words.format(Math.round(seconds / size), unit);
  });
}

const changed = (field) => {
  if (field.type === "file" || field.type === "hidden") return false;
  if (field.options) return field.value !== ([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value;
  return "defaultChecked" in field && /radio|checkbox/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== (field.defaultValue ?? field.value);
};

// -- drafts: a form with data-autosave (an address) is posted there a second after the last key
function watchDraft(form) {
  const status = document.querySelector(form.dataset.autosaveStatus || "#saved");
  let timer = 0, dirty = false, sending = false, stopped = false, waiting = null;
  const say = (state, text) => {
    if (!status) return;
    status.dataset.state = state;
    status.textContent = text || status.dataset[state];
  };
  const body = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };
  const save = async () => {
    if (stopped) return;
    if (sending) {
      timer = setTimeout(save, 300); // one at a time, in order
      return;
    }
    sending = true;
    dirty = false;
    say("saving");
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: body(),
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(15000),
      });
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
      stopped = answer.status === 409; // another device saved later: say so, and do not overwrite it
      for (const [name, value] of Object.entries(told.fields || {})) if (form.elements[name]) form.elements[name].value = value;
      say(stopped ? "failed" : dirty ? "changed" : "saved", told.text);
    } catch {
      dirty = true;
      say("failed");
      timer = setTimeout(save, 10000);
    } finally {
      sending = false;
      waiting?.();
    }
  };
  const notice = () => {
    dirty = true;
    if (status && !sending) status.dataset.state = "changed"; // what stands there is true of what was typed before
    clearTimeout(timer);
    timer = setTimeout(save, 1000);
  };
  form.addEventListener("input", notice);
  if ([...form.elements].some(changed)) notice(); // typed before this script had arrived
  form.addEventListener("submit", (event) => {
    stopped = true;
    dirty = false;
    clearTimeout(timer);
    if (!sending) return;
    event.preventDefault(); // an older save on its way must not arrive after this one
    waiting = () => form.requestSubmit(event.submitter);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false; // back from the next page
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty) navigator.sendBeacon?.(form.dataset.autosave, body());
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty || sending) event.preventDefault();
  });
}

// -- one set of listeners for the whole page
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-dismiss], [data-dialog]");
  each("details.menu-box[open]", (menu) => menu.contains(event.target) || menu.removeAttribute("open"));
  if (!target) return;
  if ("copy" in target.dataset) copy(target);
  if ("dismiss" in target.dataset) target.closest("[data-toast]").remove();
  const dialog = target.dataset.dialog && document.getElementById(target.dataset.dialog);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu-box[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});

function start(root) {
  showCopyButtons(root);
  startToasts(root);
}

document.addEventListener("htmx:load", (event) => start(event.target));
start(document);
each("form[data-autosave]", watchDraft);
document.querySelector("[data-focus]")?.focus();
if (document.querySelector("[data-countdown]")) {
  tick();
  setInterval(tick, 60000);
}
