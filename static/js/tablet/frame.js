/* The frame around every screen: where one is, what is not sent and why, and the two ways to hide everything. */
import { button, clock, el, icon, t } from "./dom.js";
import { here } from "./here.js";
import { state } from "./sync.js";

export const REASONS = {
  offline: "No network",
  signed_out: "Sign in to send",
  server: "The server does not answer as it should",
  not_set_up: "The tablet is not set up",
  storage: "The tablet's storage does not answer",
  revoked: "This tablet has been revoked",
};

const root = () => document.getElementById("tablet");
let handlers = {};

export function useFrame(given) {
  handlers = given;
}

/** Always in sight: how many are not sent, and why. Behind the curtain it leads nowhere. */
function sending(leads) {
  const { waiting, refused, reason, busy } = state;
  const why = reason ? t(REASONS[reason]) : refused ? t("{n} not accepted", { n: refused }) : busy ? t("Sending …") : t("Waiting");
  const tone = waiting === 0 ? (reason && reason !== "offline" ? "warning" : "success") : refused || reason ? "warning" : "info";
  const words = waiting === 0 ? [t("Everything is sent")] : [t("Not sent: {n}", { n: waiting }), el("span", { class: "tablet__why" }, why)];
  if (waiting === 0 && reason) words.push(el("span", { class: "tablet__why" }, t(REASONS[reason])));
  return el(leads ? "button" : "div", { ...(leads && { type: "button", onclick: handlers.outbox }), class: "tablet__sending badge", "data-tone": tone, "data-sending": waiting },
    icon(waiting === 0 ? "check" : "sync"), el("span", { class: "tablet__words" }, words));
}

/** On the face of a clock the number stands alone: whoever looks over a shoulder is told nothing by it. */
const number = () => [el("span", { "aria-hidden": "true" }, state.waiting), el("span", { class: "visually-hidden" }, t("Not sent: {n}", { n: state.waiting }))];

const round = (name, text, onclick) =>
  el("button", { type: "button", class: "tablet__tool", "aria-label": t(text), onclick }, icon(name), el("span", { "aria-hidden": "true" }, t(text)));

function head() {
  return el("header", { class: "tablet__head" },
    el("button", { type: "button", class: "tablet__home", "aria-label": t("To the start"), onclick: handlers.home }, icon("lamp"), el("span", {}, "Ledljus")),
    el("div", { class: "tablet__status" }, sending(true)),
    round("eye-off", "Hide", handlers.hide),
    round("lock", "Lock", handlers.lock));
}

/** The status alone: a screen that is being written in is never drawn anew. */
export function refreshStatus() {
  const place = document.querySelector(".tablet__status");
  place?.replaceChildren(sending(!place.closest(".curtain")));
  document.querySelector(".hidden-face__sending")?.replaceChildren(...number());
}

/** Draw a screen. Its heading takes the focus, so that it is read and the page begins at the top. */
export function show(...parts) {
  here.drawn = null;
  const main = el("main", { id: "main", class: "stack", tabindex: "-1" }, parts);
  root().replaceChildren(head(), el("div", { class: "tablet__said", role: "status", "data-said": true }), main);
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

let quiet;

/** A sentence. That something went well goes by itself; a warning stays until the next screen. */
export function say(text, tone = "success") {
  const place = document.querySelector("[data-said]");
  clearTimeout(quiet);
  place?.replaceChildren(el("p", { class: "toast", "data-tone": tone }, icon(tone === "success" ? "success" : "warning"), el("span", {}, text)));
  if (tone === "success") quiet = setTimeout(() => place?.replaceChildren(), 6000);
}

/** The curtain: nothing of the work is in the page while it is down. */
export function curtain({ title, text = [], action, extra = [] }) {
  here.drawn = null;
  root().replaceChildren(el("main", { id: "main", class: "curtain" },
    el("span", { class: "curtain__lamp" }, icon("lamp")), el("h1", {}, title), text.map((line) => el("p", {}, line)),
    el("div", { class: "curtain__actions" }, action, extra),
    el("div", { class: "tablet__status" }, sending(false))));
  root().querySelector("button")?.focus({ preventScroll: true });
}

/** A clock and nothing else, over whatever is there, at once. */
export function hide(whenBack) {
  const face = el("button", { type: "button", class: "hidden-face" }, el("span", { class: "hidden-face__time" }, clock(Date.now())), el("span", { class: "hidden-face__sending" }, number()), el("span", { class: "visually-hidden" }, t("Back")));
  root().hidden = true;
  document.body.append(face);
  face.focus();
  face.addEventListener("click", () => {
    face.remove();
    root().hidden = false;
    whenBack();
  });
}

export const isHidden = () => document.querySelector(".hidden-face") !== null;

export function unhide() {
  document.querySelector(".hidden-face")?.remove();
  root().hidden = false;
}

/** Heading of a screen with the way back. */
export const top = (title, { lede, back, kicker } = {}) =>
  el("header", { class: "page-header" },
    el("div", { class: "page-header__text" },
      kicker ? el("p", { class: "page-header__kicker" }, kicker) : null,
      el("h1", {}, title), lede ? el("p", { class: "page-header__lede" }, lede) : null),
    back ? el("div", { class: "page-header__actions" }, button("Back", "arrow-left", back, { "data-variant": "secondary" })) : null);

/** The way out to what needs the server; without network there is nothing there. */
export const office = () => (state.reason === "offline" ? [] :
  el("a", { class: "ds-button", "data-variant": "tertiary", href: document.body.dataset.office }, icon("unit"), t("To the office")));
