/* A passkey of this tablet's own, whose PRF gives the key of the drafts. The key is in memory while the tablet is open and
   nowhere else: a key that is stored, extractable or not, is read off the disk. The server knows nothing of it. */
import { filled, toBytes, toText } from "./seal.js";
import { setSetting, setting } from "./store.js";

const SALT = new TextEncoder().encode("ledljus tablet drafts 1");
let key = null;

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export const isOpen = () => key !== null;
export const forget = () => { key = null; };
export const isSetUp = async () => (await setting("passkey")) !== null;

async function keyFrom(secret) {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: SALT },
    base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
  );
}

/** Make the passkey. False where this tablet, or its browser, has none that gives a key. */
export async function setUp() {
  const made = await navigator.credentials.create({
    publicKey: {
      rp: { name: "Ledljus" },
      user: { id: random(16), name: "Ledljus", displayName: "Ledljus" },
      challenge: random(32),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
      extensions: { prf: {} },
    },
  });
  if (!made?.getClientExtensionResults().prf?.enabled) return false;
  await setSetting("passkey", toText(new Uint8Array(made.rawId)));
  return unlock();
}

/** Ask for finger or PIN, also without any network. */
export async function unlock() {
  const given = await navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      allowCredentials: [{ type: "public-key", id: toBytes(await setting("passkey")) }],
      userVerification: "required",
      extensions: { prf: { eval: { first: SALT } } },
    },
  });
  const secret = given?.getClientExtensionResults().prf?.results?.first;
  if (!secret) return false;
  key = await keyFrom(secret);
  return true;
}

export async function encrypt(value) {
  const iv = random(12);
  return { iv, bytes: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, filled(value))) };
}

/** The draft, or null when it was written under another passkey. */
export async function decrypt({ iv, bytes }) {
  try {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}
