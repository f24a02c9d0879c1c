// Sign-in and preferences: small comforts; both pages work without them (a passkey cannot).

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

// -- passkeys: offered where the browser has them (never for a bare network address); trouble is said on the page
const passkeysWork = window.PublicKeyCredential && !/^[\d.:[\]]+$/.test(location.hostname);
if (passkeysWork) each("[data-passkeys]", (part) => (part.hidden = false));

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  each("[data-passkey-trouble]", (note) => (note.hidden = false));
});

// -- the time zone of this device, where none was chosen yet; some have two names, and browsers differ in which they say
const known = (zone) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return ""; // newer than this browser
  }
};

each("select[data-guess-zone]", (select) => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const names = [...select.options].map((option) => option.value);
  const name = names.find((name) => name === zone) ?? names.find((name) => known(name) === zone);
  if (name) select.value = name;
});
