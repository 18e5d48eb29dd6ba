/* A form with data-passkey="create" or "get" asks the browser for a passkey before it is sent. The challenge stands in
   data-options, or is fetched from data-options-url when the button is pressed: a sign-in page may lie open for hours. */
const toBytes = (text) => {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64.padEnd(Math.ceil(base64.length / 4) * 4, "=")), (letter) => letter.charCodeAt(0));
};

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (descriptors = []) => descriptors.map((descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) }));

const create = ({ publicKey }) =>
  navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      // Kept on the key itself, so that it signs in without an address; the server asks for PIN or finger.
      authenticatorSelection: { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true },
    },
  });

const get = ({ publicKey }) =>
  navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  });

const RESPONSE_PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const asText = (credential) => {
  const response = {};
  for (const part of RESPONSE_PARTS) if (credential.response[part]) response[part] = toText(credential.response[part]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
};

const optionsOf = async ({ dataset }) => {
  if (!dataset.optionsUrl) return JSON.parse(dataset.options);
  const answer = await fetch(dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
};

const run = async (form) => {
  const error = form.querySelector("[data-passkey-error]");
  const button = form.querySelector("[type=submit]");
  error.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const ask = form.dataset.passkey === "create" ? create : get;
    form.elements.credential.value = asText(await ask(await optionsOf(form)));
    form.submit();
  } catch {
    // Cancelled, too late, no such key, or a browser that can't: the way on is the same, so it is one sentence.
    error.hidden = false;
    button.removeAttribute("aria-busy");
  }
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("[aria-busy]")) run(form);
  });
}
