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

export const isLocked = () => locked;
export const holdsForm = () => stuck !== null;

async function unlock(why) {
  if (await passkey.isSetUp() && !(await passkey.unlock().catch(() => false))) {
    drawCurtain(why, t("It did not open. Try again."));
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

function drawCurtain(why, trouble, passkeyHelps = false) {
  curtain({
    title: t("Locked"),
    text: trouble ? [trouble] : why === "unfinished" ? sealedNow(passkeyHelps) : [t("Nothing of your work is on the screen.")],
    action: button("Open", "unlock", () => unlock(why), { "data-size": "lg", "data-unlock": "" }),
  });
}

export async function lock() {
  if (locked) return;
  locked = true;
  document.querySelector("dialog[open]")?.close();
  const { draft } = here;
  here.draft = null;
  drawCurtain("");
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
    const passkeyHelps = became === "unfinished" && !(await passkey.isSetUp());
    if (became === "unfinished" && locked) drawCurtain("unfinished", null, passkeyHelps);
  }
  passkey.forget();
  await count();
  sync();
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
    drawCurtain("");
  } else {
    await open();
  }
}
