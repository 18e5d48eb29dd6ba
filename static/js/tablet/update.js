/* The service worker: a new version is fetched while one works and takes over when no form is open, in any tab. */
import { anyOpen } from "./draft.js";

let registration = null;
let hadController = false;
let again = 0;

/** Asked until it has: the browser lets go of a closed form's lock a moment later, other tabs have forms too, and a worker
    that was told while the old one still answered may have to be told again. */
export async function takeOver() {
  clearTimeout(again);
  if (!registration?.waiting) return;
  if (!(await anyOpen())) registration.waiting?.postMessage("take over");
  clearTimeout(again);
  again = setTimeout(takeOver, 2000);
}

/** WHEN is told that a new version works now: it reloads, when its own form is closed. */
export async function begin(address, whenNew) {
  if (!("serviceWorker" in navigator)) return;
  hadController = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadController) whenNew();
    hadController = true;
    navigator.serviceWorker.controller?.postMessage("cards");
  });
  try {
    registration = await navigator.serviceWorker.register(address, { scope: "./", updateViaCache: "none" });
  } catch {
    return; // Without network there is the version that is there.
  }
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => takeOver());
  });
  await takeOver();
  (await navigator.serviceWorker.ready).active?.postMessage("cards");
}

export const look = () => registration?.update().catch(() => {});
