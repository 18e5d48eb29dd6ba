/* The start, the choice of a shift, the note to the next crew, and the end of the shift. */
import { QUIET, button, clock, el, icon, localMoment, notice, t } from "./dom.js";
import { openForm } from "./encounter.js";
import { office, say, show, top } from "./frame.js";
import { daysOut, here, isSetUp, remember, stamp, words } from "./here.js";
import * as more from "./more.js";
import * as passkey from "./passkey.js";
import { wrongEnd } from "./rules.js";
import { ready, seal, uuid7 } from "./seal.js";
import { setUp, step } from "./setup.js";
import * as store from "./store.js";
import { changes, count, state, sync } from "./sync.js";
import { takeOver } from "./update.js";

async function put(form, said) {
  await store.commit(await seal({ ...stamp(), id: uuid7(), form }, said));
  await count();
  sync();
}

const said = (fields, at = new Date(), shift = here.shift) => ({ shift: shift.id, happened_at: at.toISOString(), fields });

export async function home(why) {
  if (here.isOld) window.location.reload();
  await remember();
  takeOver();
  // Whatever is written can be sealed: nothing that leads to a form is drawn before.
  if (!isSetUp() || !(await ready())) return setUp(home);
  if (!here.shift) return chooseShift();
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

async function tally() {
  const { shift, roles = {} } = await store.setting("tally", {});
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

/** Forms that a passkey can go on with. */
async function unfinished() {
  if (!passkey.isOpen()) return null;
  const found = [];
  for (const { id, at, iv, bytes } of await store.drafts()) {
    const draft = await passkey.decrypt({ iv, bytes });
    if (draft && draft.shift === here.shift.id) found.push({ id, at, ...draft });
  }
  return found.map(({ id, at, role, corrects, fields }) =>
    notice("lamp", "edit", t("A form is not finished ({when})", { when: words(at) }), el("div", { class: "button-row" },
      button("Go on writing", "arrow-right", () => openForm({ id, role, corrects, values: new Map(Object.entries(fields)), leave: left }), { "data-resume": id }))));
}

const link = (text, picture, to, attributes = {}) => button(text, picture, to, { "data-variant": "secondary", "data-size": "lg", "data-fullwidth": true, ...attributes });

function clockIsWrong() {
  const minutes = Math.round((state.skew ?? 0) / 60000);
  if (Math.abs(minutes) < 3) return null;
  return notice("warning", "clock", t("The tablet's clock is {minutes} minutes wrong", { minutes }), el("p", {}, t("The office corrects what you save by it. Put the clock right when the shift is over.")));
}

async function start(why) {
  const open = await unfinished(), met = await tally();
  // Asked once and last: the server may answer while the rest is read.
  const wrong = clockIsWrong();
  show(
    top(t("Whom did you meet?"), { kicker: here.shift.label }),
    open ?? [],
    wrong ?? [],
    why === "unfinished" ? notice("info", "lock", t("Your form was sealed unfinished"), el("p", {}, t("It goes to the office as it was, and is finished there."))) : [],
    el("div", { class: "split" },
      roles(null),
      el("div", { class: "stack" },
        el("section", { class: "card", "aria-labelledby": "tally" }, el("h2", { id: "tally", class: "tablet__small" }, t("Met on this shift, from this tablet")), met),
        el("nav", { class: "stack stack--tight", "aria-label": t("More") },
          link("Rights cards", "book", () => more.cards(home)),
          link("Telephone numbers", "phone", () => more.phones(home)),
          link("Note to the next crew", "note", handOver),
          link("End the shift", "check", endShift),
          el("div", { class: "button-row" },
            button("Change shift", "shift", chooseShift, { "data-variant": "tertiary" }),
            button("Settings", "settings", () => more.settings(home), { "data-variant": "tertiary" }))),
        // Last: what comes later moves nothing from under a thumb.
        el("div", { "data-everybody": true }, joint()))));
  here.drawn = `home ${wrong !== null}`;
}

/** A correction names the record that it stands for: that can't be read here, so it is written anew. */
export function correct(id) {
  show(top(t("Correct an earlier one: whom did you meet?"), {
    lede: t("What was saved can't be read on the tablet. Write the form again: the new one counts, the old one stays."), back: home,
  }), roles(id));
}

async function pick(shift) {
  const tooLong = (await daysOut()) > here.definition.out_days;
  if (tooLong && shift.state === "planned") {
    say(t("This tablet has not been online for {days} days. Come to where there is network before a new shift is started.", { days: here.definition.out_days }), "warning");
    return false;
  }
  // By the tablet's clock; one that was left for another and is chosen again goes on.
  let started = shift.id === here.shift?.id ? here.shift.started : undefined;
  if (shift.state === "planned" && !started) {
    started = Date.now();
    await put("shift_start", said({}, new Date(started), shift));
  }
  const chosen = { ...shift, started };
  await store.setSetting("shift", chosen);
  here.shift = chosen;
  return true;
}

const STATES = { planned: "Starts when you choose it", ongoing: "Ongoing", ended: "Ended: for what came in afterwards" };

/** What goes on now first, then what is nearest; one that is ended is rarely meant. */
function byNearness(shifts) {
  const now = Date.now();
  const away = ({ state: where, starts_at: start, ends_at: end }) =>
    [where === "ended", Math.max(new Date(start) - now, now - new Date(end ?? start), 0)];
  return shifts.map((shift) => [...away(shift), shift]).sort(([one, near], [other, far]) => one - other || near - far).map(([,, shift]) => shift);
}

export async function chooseShift() {
  await remember();
  const tile = (shift) =>
    el("li", {}, el("button", { type: "button", class: "tile tile--link", "data-shift": shift.id, onclick: once(() => pick(shift), home) }, icon("shift"),
      el("span", {}, shift.label, el("span", { class: "tile__hint" }, words(shift.starts_at), " · ", t(STATES[shift.state])))));
  const none = el("div", { class: "empty" }, icon("shift"), el("h2", {}, t("There is no shift to go out on")),
    el("p", {}, t("Plan it in the office, with network; then it is here. What waits on the tablet is sent all the same.")),
    button("Look again", "sync", async () => { await sync({ forced: true }); await chooseShift(); }));
  show(
    top(t("Which shift?"), { lede: t("Choose it before you go out. After that the tablet works without network."), back: here.shift ? home : null }),
    here.shifts.length ? el("ul", { class: "tiles tiles--roles" }, byNearness(here.shifts).map(tile)) : none,
    el("div", { class: "button-row" },
      button("Rights cards", "book", () => more.cards(home), { "data-variant": "secondary" }),
      button("Telephone numbers", "phone", () => more.phones(home), { "data-variant": "secondary" }),
      button("Settings", "settings", () => more.settings(home), { "data-variant": "tertiary" }), office()));
  here.drawn = `shifts ${listed()}`;
}

const listed = () => here.shifts.map(({ id, state: where, label }) => `${id} ${where} ${label}`).join();

/** The server has answered: what waited for it is drawn anew, and nothing that somebody works in. */
export async function follow() {
  await remember();
  const setUpChanged = here.drawn?.startsWith("setup") && (isSetUp() || here.drawn !== `setup ${step()}`);
  const shiftsChanged = here.drawn?.startsWith("shifts") && here.drawn !== `shifts ${listed()}`;
  const clockChanged = here.drawn?.startsWith("home") && here.drawn !== `home ${clockIsWrong() !== null}`;
  if (setUpChanged || clockChanged) await home();
  else if (shiftsChanged) await chooseShift();
  else await more.followOutbox(home, correct);
}

const bare = (...body) => el("form", { class: "form", autocomplete: "off", spellcheck: "false", novalidate: true, onsubmit: (event) => event.preventDefault() }, body);
const bar = (...body) => el("div", { class: "action-bar" }, body);

/** Save once, however often it is pressed; what could not be saved stays on the screen. */
function once(work, after) {
  let running = false;
  return async () => {
    if (running) return;
    running = true;
    try {
      if (await work() === false) return;
      await after();
    } catch (error) {
      say(error?.name === "QuotaExceededError" ? t("The tablet's storage is full: nothing was saved") : t("Nothing was saved"), "warning");
    } finally {
      running = false;
    }
  };
}

export function handOver() {
  const note = el("textarea", { id: "note", name: "note", rows: 6, maxlength: 4000, "aria-describedby": "note-hint", ...QUIET });
  const wrong = el("p", { class: "field__error", role: "alert", hidden: true });
  const work = () => {
    const sentence = note.value.trim() === "" ? t("Write the note.")
      : new RegExp(here.definition.limits.numbers).test(note.value) ? t("That looks like a number. The note must not hold names or numbers.") : "";
    wrong.textContent = sentence;
    wrong.hidden = sentence === "";
    if (sentence) return false;
    return put("hand_over", said({ note: [note.value.trim()] }));
  };
  show(
    top(t("Note to the next crew"), { kicker: here.shift.label, back: home }),
    bare(el("div", { class: "form__section" }, el("div", { class: "field field--wide" },
      el("label", { class: "field__label", for: "note" }, t("What the next crew needs to know")),
      el("div", { class: "field__hint", id: "note-hint" }, t("Places, times, moods. No names, no numbers. It is sealed when you save.")), wrong, note)),
    bar(button("Save", "check", once(work, async () => { await home(); say(t("The note is sealed")); }), { class: "ds-button action-bar__main", "data-size": "lg", "data-save": "" }))));
}

export async function endShift() {
  const { shift, roles: counted = {} } = await store.setting("tally", {});
  const together = state.joint?.shift === here.shift.id ? state.joint.roles : {};
  // On this tablet, or by what the server has of others: whoever was thrown away was nobody.
  const met = (shift === here.shift.id && Object.values(counted).some(Boolean)) || Object.values(together ?? {}).some(Boolean);
  const now = new Date();
  const ends = el("input", { id: "ends_at", type: "datetime-local", value: localMoment(now), ...QUIET });
  // To the second where nothing else was chosen: a minute begins before a shift that was started in it.
  const ended = () => (ends.value && ends.value !== localMoment(now) ? new Date(ends.value) : now);
  // The server's moment, by this tablet's clock. An end of now is later than any start, however wrong the clock is.
  const began = () => (here.shift.state === "planned" ? here.shift.started : Date.parse(here.shift.starts_at) + (state.skew ?? 0));
  const [box, elsewhere] = ["nobody", "elsewhere"].map((id) => el("input", { id, type: "radio", name: "met", ...QUIET }));
  const wrong = el("p", { class: "field__error", role: "alert", hidden: true });
  const work = () => {
    const at = ended();
    const fault = wrongEnd(
      { ends: at, starts: at === now ? 0 : began(), now: Date.now(), met: met || elsewhere.checked, nobody: box.checked },
      { limits: here.definition.limits, say: t });
    wrong.textContent = fault?.[1] ?? "";
    wrong.hidden = !fault;
    return fault ? false : put("shift_end", said(box.checked ? { nobody_met: ["on"] } : {}, at));
  };
  const after = async () => {
    await store.setSetting("shift", null);
    await store.setSetting("tally", {});
    here.shift = null;
    await home();
    say(t("The shift is ended. Go through it together at the office."));
  };
  show(
    top(t("End the shift"), { kicker: here.shift.label, back: home }),
    state.waiting ? notice("info", "sync", t("Not sent: {n}", { n: state.waiting }), el("p", {}, t("You can end the shift all the same: what waits is sent when there is network."))) : [],
    bare(el("div", { class: "form__section" }, wrong,
      el("div", { class: "field field--short" }, el("label", { class: "field__label", for: "ends_at" }, t("It ended")), ends),
      met ? null : [
        el("label", { class: "check", for: "nobody" }, box, el("span", {}, t("Nobody was met. The shift is counted all the same."))),
        el("label", { class: "check", for: "elsewhere" }, elsewhere, el("span", {}, t("Somebody was met, and it is written down elsewhere."))),
      ]),
    bar(button("End the shift", "check", once(work, after), { class: "ds-button action-bar__main", "data-size": "lg", "data-save": "" }))));
}
