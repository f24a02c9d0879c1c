// Sign-in and preferences: small comforts; both pages work without them (a passkey cannot).

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

// -- passkeys: offered where the browser has them; what goes wrong is said on the page
if (window.PublicKeyCredential) each("[data-passkeys]", (part) => (part.hidden = false));

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  each("[data-passkey-trouble]", (note) => (note.hidden = false));
});

// -- the time zone of this device, where none was chosen yet
each("select[data-guess-zone]", (select) => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === zone)) select.value = zone;
});
