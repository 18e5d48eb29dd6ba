/* The start, and whom one met; what leads on from there. */
import { button, clock, el, icon, notice, t } from "./dom.js";
import { openForm } from "./encounter.js";
import { say, show, top } from "./frame.js";
import { here, isSetUp, remember, wordsOfDay } from "./here.js";
import * as more from "./more.js";
import { ready } from "./seal.js";
import { setUp, step } from "./setup.js";
import { away, chooseShift, endShift, farAway, handOver, listed } from "./shifts.js";
import * as store from "./store.js";
import { changes, count, state, sync } from "./sync.js";
import { draftsOn, notices } from "./unfinished.js";
import { takeOver } from "./update.js";

export async function home(why) {
  if (here.isOld) window.location.reload();
  await remember();
  takeOver();
  // Whatever is written can be sealed: nothing that leads to a form is drawn before.
  if (!isSetUp() || !(await ready())) return setUp(home);
  if (!here.shift) return chooseShift(home);
  await start(why);
  return null;
}

const roleTile = (role, corrects) =>
  el("li", {}, el("button", { type: "button", class: "tile tile--link", "data-role": role.code, onclick: () => openForm({ role: role.code, corrects, leave: left }) },
    icon(role.icon), el("span", {}, role.label, el("span", { class: "tile__hint" }, role.hint))));

const roles = (corrects) => el("ul", { class: "tiles tiles--roles" }, here.spoken.roles.map((role) => roleTile(role, corrects)));

async function left(how) {
  await count();
  await home(how);
  if (how === "saved") {
    say(t("Saved and sealed on the tablet"));
    sync();
  }
}

const figures = (counted, name, roles = here.spoken.roles) =>
  el("dl", { class: "tablet__tally" }, roles.map(({ code, label }) =>
    el("div", { class: counted[code] ? "" : "is-zero" }, el("dt", {}, label), el("dd", { [name]: code }, counted[code] ?? 0))));

/** Of a shift that is ended and chosen again nothing is counted here any more: none is no answer then. */
async function tally() {
  const { shift, roles = {} } = await store.setting("tally", {});
  if (isEnded() && shift !== here.shift.id) return null;
  return figures(shift === here.shift.id ? roles : {}, "data-tally");
}

/** What the server has from everybody on the shift, while there is network, of the roles that one reads. */
function joint() {
  const { shift, roles, at } = state.joint ?? {};
  if (!roles || shift !== here.shift?.id) return "";
  return el("section", { class: "card", "aria-labelledby": "joint" },
    el("h2", { id: "joint", class: "tablet__small" }, t("Met on this shift, from everybody, at {time}", { time: clock(at) })),
    figures(roles, "data-joint", here.spoken.roles.filter(({ code }) => code in roles)));
}

changes.addEventListener("change", () => document.querySelector("[data-everybody]")?.replaceChildren(joint()));

const link = (text, picture, to, attributes = {}) => button(text, picture, to, { "data-variant": "secondary", "data-size": "lg", "data-fullwidth": true, ...attributes });

function clockIsWrong() {
  const minutes = Math.round((state.skew ?? 0) / 60000);
  if (Math.abs(minutes) < 3) return null;
  return notice("warning", "clock", t("The tablet's clock is {minutes} minutes wrong", { minutes }), el("p", {}, t("The office corrects what you save by it. Put the clock right when the shift is over.")));
}

const isEnded = () => here.shift?.state === "ended";

/** What of the start an answer of the server may change. */
const startDrawn = () => `home ${here.shift?.id} ${clockIsWrong() !== null} ${isEnded()} ${here.shift && away(here.shift)}`;

async function start(why) {
  const open = await draftsOn(here.shift.id), met = await tally();
  // Asked once and last: the server may answer while the rest is read.
  const wrong = clockIsWrong();
  show(
    top(t("Whom did you meet?"), { kicker: here.shift.label }),
    notices(open, left),
    wrong ?? [],
    isEnded() && !away(here.shift) ? notice("info", "check", t("This shift is ended"), el("p", {}, t("What came in afterwards can be written down on it.")),
      el("div", { class: "button-row" }, button("Choose the next shift", "shift", () => chooseShift(home), { "data-next": "" }))) : [],
    farAway(here.shift, button("Change shift", "shift", () => chooseShift(home), { "data-variant": "secondary" })) ?? [],
    why === "unfinished" ? notice("info", "lock", t("Your form was sealed unfinished"), el("p", {}, t("It goes to the office as it was, and is finished there."))) : [],
    el("div", { class: "split" },
      roles(null),
      el("div", { class: "stack" },
        met && el("section", { class: "card", "aria-labelledby": "tally" }, el("h2", { id: "tally", class: "tablet__small" }, t("Met on this shift, from this tablet")), met),
        el("nav", { class: "stack stack--tight", "aria-label": t("More") },
          link("Rights cards", "book", () => more.cards(home)),
          link("Telephone numbers", "phone", () => more.phones(home)),
          link("Note to the next crew", "note", () => handOver(home)),
          isEnded() ? null : link("End the shift", "check", () => endShift(home, left)),
          el("div", { class: "button-row" },
            button("Change shift", "shift", () => chooseShift(home), { "data-variant": "tertiary" }),
            button("Settings", "settings", () => more.settings(home), { "data-variant": "tertiary" }))),
        // Last: what comes later moves nothing from under a thumb.
        el("div", { "data-everybody": true }, joint()))));
  here.drawn = startDrawn();
}

/** A correction names the record that it stands for: that can't be read here, so it is written anew. */
export function correct({ id, saved_at: savedAt }) {
  show(top(t("Correct an earlier one: whom did you meet?"), {
    kicker: t("Saved {when}", { when: wordsOfDay(savedAt) }), lede: t("What was saved can't be read on the tablet. Write the whole form again, also what the person said yes to: the new one counts, the old one stays."), back: home,
  }), roles(id));
}

/** The server has answered: what waited for it is drawn anew, and nothing that somebody works in. */
export async function follow() {
  await remember();
  const setUpChanged = here.drawn?.startsWith("setup") && (isSetUp() || here.drawn !== `setup ${step()}`);
  const shiftsChanged = here.drawn?.startsWith("shifts") && here.drawn !== `shifts ${listed()}`;
  const startChanged = here.drawn?.startsWith("home") && here.drawn !== startDrawn();
  if (setUpChanged || startChanged) await home();
  else if (shiftsChanged) await chooseShift(home);
  else await more.followOutbox(home, correct);
}
