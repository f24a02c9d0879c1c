// Comforts of the pages of an appeal; each works without them.

// -- how long each part is, as it is typed
const numbers = new Intl.NumberFormat(document.documentElement.lang);

for (const line of document.querySelectorAll("[data-count]")) {
  const area = document.getElementById(line.dataset.count);
  const show = () => (line.textContent = `${numbers.format([...area.value].length)} ${line.dataset.words}`);
  area.addEventListener("input", show);
  show();
}

// -- print
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
