/* The lock: by the button, after some minutes without a touch, and at the start where there is a passkey.
   What is drawn is taken out of the page, not covered. */
import { button, t } from "./dom.js";
import { curtain, hide, isHidden, unhide } from "./frame.js";
import { here } from "./here.js";
import * as passkey from "./passkey.js";
import { count, sync } from "./sync.js";

let locked = false;
let last = Date.now();
let open = () => {};
// A form that could not be written anywhere: the storage is full.
let stuck = null;
// What the lock still writes: it forgets the key at its end, and would forget a new one.
let writing = Promise.resolve();
// "unfinished" where the form went to the office.
let why = "";
let opening = false;

export const isLocked = () => locked;
export const holdsForm = () => stuck !== null;

async function unlock() {
  if (opening) return;
  opening = true;
  document.querySelector("[data-unlock]")?.setAttribute("aria-busy", "true");
  try {
    await writing.catch(() => {});
    if (locked) await unlockNow();
  } finally {
    opening = false;
  }
}

async function unlockNow() {
  if (await passkey.isSetUp() && !(await passkey.unlock().catch(() => false))) {
    drawCurtain({ trouble: t("It did not open. Try again.") });
    return;
  }
  locked = false;
  last = Date.now();
  if (stuck) {
    here.draft = stuck;
    stuck = null;
    here.draft.reopen();
  } else {
    await open(why);
  }
}

const sealedNow = (passkeyHelps) => [
  t("Your form was sealed unfinished and goes to the office."),
  ...(passkeyHelps ? [t("With a passkey you can go on after the lock: Settings.")] : []),
];

function drawCurtain({ trouble, passkeyHelps = false } = {}) {
  curtain({
    title: t("Locked"),
    text: trouble ? [trouble] : why === "unfinished" ? sealedNow(passkeyHelps) : [t("Nothing of your work is on the screen.")],
    action: button("Open", "unlock", unlock, { "data-size": "lg", "data-unlock": "" }),
  });
}

export async function lock() {
  if (locked) return writing;
  locked = true;
  writing = lockNow();
  await writing;
  await count();
  sync();
  return null;
}

async function lockNow() {
  document.querySelector("dialog[open]")?.close();
  const { draft } = here;
  here.draft = null;
  why = "";
  drawCurtain();
  unhide();
  if (draft && !draft.closed) {
    // It stays so where the storage breaks: then the form is in memory, behind the curtain, and nothing of it is lost.
    let became = "full";
    try {
      became = draft.touched ? await draft.lock() : await draft.discard();
    } catch { /* It stands there again when the tablet is opened. */ } finally {
      // Whatever became of the form: no key is in memory behind the curtain.
      passkey.forget();
    }
    if (became === "full") stuck = draft;
    if (became === "unfinished") {
      why = became;
      drawCurtain({ passkeyHelps: !(await passkey.isSetUp()) });
    }
  }
  passkey.forget();
}

export function quickHide() {
  if (!isHidden() && !locked) hide(() => { last = Date.now(); });
}

/** WHEN opened is told that the tablet is open (again), and why it had been locked. */
export async function begin(whenOpened) {
  open = whenOpened;
  for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, () => { last = Date.now(); }, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !document.querySelector("dialog[open]")) quickHide(); });
  const look = () => { if (!locked && Date.now() - last > here.definition.lock_seconds * 1000) lock(); };
  setInterval(look, 5000);
  // Timers stand still while a tablet sleeps.
  document.addEventListener("visibilitychange", () => { if (document.hidden) here.draft?.keep(); else look(); });
  window.addEventListener("pagehide", () => here.draft?.keep());
  if (await passkey.isSetUp()) {
    locked = true;
    drawCurtain();
  } else {
    await open();
  }
}
