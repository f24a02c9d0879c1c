// Comforts of adding evidence; the form works without them. Words come from the page, never from here.

// -- what belongs to the chosen kind, beside the choice
function explain(select) {
  const form = select.closest("form[data-upload]");
  const help = form?.querySelector("[data-kind-help]");
  if (!help) return;
  const means = form.querySelector(`[data-kind="${CSS.escape(select.value)}"]`);
  help.textContent = means ? means.textContent : "";
  help.hidden = !means;
}

document.addEventListener("change", (event) => event.target.name === "kind" && explain(event.target));
document.querySelectorAll("form[data-upload] select[name=kind]").forEach(explain);

// -- how far it is, and what to do when it did not arrive
const parts = (event) => {
  const form = event.target.closest?.("form[data-upload]");
  return form && {
    form,
    meter: form.querySelector("[data-upload-progress]"),
    bar: form.querySelector("progress.upload"),
    percent: form.querySelector("[data-upload-percent]"),
    failed: form.querySelector("[data-upload-failed]"),
    button: form.querySelector(".form-actions button"),
  };
};

document.addEventListener("htmx:beforeRequest", (event) => {
  const here = parts(event);
  if (!here) return;
  here.failed.hidden = true;
  here.meter.hidden = false;
  here.button.disabled = true;
});

document.addEventListener("htmx:xhr:progress", (event) => {
  const here = parts(event);
  if (!here || !event.detail.lengthComputable || event.detail.total === 0) return;
  const share = Math.round((100 * event.detail.loaded) / event.detail.total);
  here.bar.value = share;
  here.percent.textContent = `${share}%`;
});

const failed = (event) => {
  const here = parts(event);
  if (!here) return;
  here.meter.hidden = true;
  here.button.disabled = false;
  here.failed.textContent = here.failed.dataset.words;
  here.failed.hidden = false;
};
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);

document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll("form[data-upload] select[name=kind]").forEach(explain);
  const told = document.querySelector("#add [role=alert], #toasts [role=status]");
  (told?.closest(".note, .toast-item") ?? document.getElementById("main"))?.scrollIntoView({ block: "nearest" });
});
