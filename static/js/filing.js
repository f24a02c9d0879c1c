// Comforts of the filing form; each step works without them.

const form = document.querySelector("form[data-filing]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (form && zone) form.elements.browser_zone.value = zone;

// -- a notice is dated in the reader's own zone until they say otherwise
const select = form?.querySelector("select[data-guess-zone]");
if (select && zone) {
  if (![...select.options].some((option) => option.value === zone)) select.add(new Option(zone.split("/").pop().replaceAll("_", " "), zone));
  select.value = zone;
}

// -- a new row is typed into at once
let added = false;
form?.addEventListener("click", (event) => (added = event.target.closest("button")?.name === "add"));
form?.addEventListener("htmx:afterSettle", (event) => {
  if (added && event.target.id === "amount-rows") form.querySelector(".amount:last-of-type select")?.focus();
});

// -- what cannot be done in place is done the plain way, whose page says why; a file is not sent a second time
const plainly = (event) => {
  const button = event.target.closest("button");
  if (button) form.requestSubmit(button);
  if (event.target.type !== "file") return;
  const words = form.querySelector("[data-upload-failed]");
  words.textContent = event.target.dataset.failed;
  words.hidden = false;
  event.target.value = "";
  form.querySelector("progress.upload").hidden = true;
};
form?.addEventListener("htmx:responseError", plainly);
form?.addEventListener("htmx:sendError", plainly);

// -- a large file says how far it is
form?.addEventListener("htmx:xhr:progress", (event) => {
  const bar = form.querySelector("progress.upload");
  if (event.target.type !== "file" || !event.detail.lengthComputable || !bar) return;
  form.querySelector("[data-upload-failed]").hidden = true;
  bar.hidden = false;
  bar.value = (100 * event.detail.loaded) / event.detail.total;
});
