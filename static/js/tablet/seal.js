/* Sealing to the server's key (HPKE, RFC 9180): what is sealed here can't be opened here.
   The header is bound, as the exact text that is sent, by the info of the exchange. */
const PURPOSE = "ledljus tablet 1";
// What is sealed tells its length: in such steps a note, or what is asked about a child, is not told by it.
const STEP = 2048;
let suite = null;

/** What seals is in memory; false when it could not be fetched. No face that leads to a form is drawn before (screens.js). */
export async function ready() {
  try {
    suite ??= (await import("./suite.js")).suite;
  } catch {
    return false;
  }
  return true;
}

export const toText = (bytes) => {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};

export const toBytes = (text) => {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64.padEnd(Math.ceil(base64.length / 4) * 4, "=")), (letter) => letter.charCodeAt(0));
};

/** UUIDv7: sorted by time, and made without asking anybody. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** When a form was opened: its identifier was made then. */
export const begunAt = (id) => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);

/** SAID as bytes, filled up with spaces, which JSON passes over. */
export function filled(said) {
  const bytes = new TextEncoder().encode(JSON.stringify(said));
  const all = new Uint8Array(Math.ceil(bytes.length / STEP) * STEP).fill(32);
  all.set(bytes);
  return all;
}

/** A record for the outbox. KEY is {id, public_key}; SAID is what nobody reads here again. Only once it is ready. */
export async function seal({ id, author, device, form, version, key, corrects = null }, said) {
  const savedAt = new Date().toISOString();
  const header = JSON.stringify({ id, author, device, form, version, key: key.id, saved_at: savedAt, corrects });
  const recipientPublicKey = await suite.kem.deserializePublicKey(toBytes(key.public_key));
  const sender = await suite.createSenderContext({ recipientPublicKey, info: new TextEncoder().encode(`${PURPOSE}\0${header}`) });
  const sealed = await sender.seal(filled(said));
  return {
    id, header, form, author,
    saved_at: savedAt,
    enc: new Uint8Array(sender.enc),
    sealed: new Uint8Array(sealed),
    state: "waiting",
    refused: null,
    receipt: null,
    receipt_at: null,
    answer: null,
    status: null,
    reason: null,
  };
}

/** The identifier of what a record corrects. A header that can't be read names nothing, and is sent as it is. */
export function corrects({ header }) {
  try {
    return JSON.parse(header).corrects ?? null;
  } catch {
    return null;
  }
}

export const asItem = ({ header, enc, sealed }) => ({ header, enc: toText(enc), sealed: toText(sealed) });
