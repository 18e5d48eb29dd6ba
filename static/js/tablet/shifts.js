/* The choice of a shift, the note to the next crew, and the end of the shift. */
import { QUIET, button, clock, el, icon, localMoment, notice, t } from "./dom.js";
import { office, say, show, top } from "./frame.js";
import { daysOut, here, remember, stamp, words, wordsOfDay } from "./here.js";
import * as more from "./more.js";
import { farFrom, wrongEnd } from "./rules.js";
import { begunAt, corrects, seal, uuid7 } from "./seal.js";
import { signIn } from "./setup.js";
import * as store from "./store.js";
import { count, state, sync } from "./sync.js";
import { beforeTheEnd, notFinished } from "./unfinished.js";

async function put(form, said) {
  await store.commit(await seal({ ...stamp(), id: uuid7(), form }, said));
  await count();
  sync();
}

const said = (fields, at = new Date(), shift = here.shift) => ({ shift: shift.id, happened_at: at.toISOString(), fields });

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

/** The server's moment, by this tablet's clock as far as it is known how wrong that is. */
const serverNow = () => Date.now() - (state.skew ?? 0);

/** How far a shift lies from now, or from when this tablet started it. */
export const away = (shift) => farFrom(shift, shift.started ? shift.started - (state.skew ?? 0) : serverNow(), here.definition.limits);

const hours = () => Math.round(here.definition.limits.near_the_plan / 3600);

/** What it means to write on a shift of another time: nothing is barred, as it may be the clock that is wrong. */
export function farAway(shift, ...actions) {
  const how = away(shift);
  if (!how) return null;
  const when = wordsOfDay(how === "ended" ? shift.ends_at : shift.starts_at);
  const [title, ...rest] = {
    "to come": [
      t("The shift starts {when}", { when }),
      t("That is more than {hours} hours from now.", { hours: hours() }),
      t("What is written on it now waits at the office until somebody has decided where it belongs. Nothing is lost."),
    ],
    past: [
      t("The shift was to start {when}", { when }),
      t("That is more than {hours} hours ago, and nobody has started it.", { hours: hours() }),
      t("What is written on it now waits at the office until somebody has decided where it belongs. Nothing is lost."),
    ],
    ended: [
      t("The shift ended {when}", { when }),
      t("That is more than {hours} hours ago.", { hours: hours() }),
      t("Only somebody met during that shift can be written down on it."),
    ],
  }[how];
  return notice("warning", "warning", title, rest.map((line) => el("p", {}, line)), actions.length ? el("div", { class: "button-row" }, actions) : []);
}

/** One of another time is asked about first. */
function ask(shift, goOn, home) {
  show(
    top(t("Is it this shift?"), { kicker: shift.label, back: () => chooseShift(home) }),
    el("div", { "data-far": away(shift) }, farAway(shift)),
    el("p", {}, t("Go on if it is the right one, or if the tablet's clock is wrong.")),
    el("div", { class: "button-row" },
      button("Choose another shift", "shift", () => chooseShift(home), { "data-size": "lg", "data-another": "" }),
      button("Go on with this one", "arrow-right", goOn, { "data-variant": "secondary", "data-size": "lg", "data-go-on": "" })));
}

function chosen(shift, home) {
  const goOn = once(() => pick(shift), home);
  return () => (away(shift) ? ask(shift, goOn, home) : goOn());
}

export async function chooseShift(home) {
  await remember();
  const tile = (shift) =>
    el("li", {}, el("button", { type: "button", class: "tile tile--link", "data-shift": shift.id, "data-state": shift.state, onclick: chosen(shift, home) }, icon("shift"),
      el("span", {}, shift.label, el("span", { class: "tile__hint" }, words(shift.starts_at), " · ", t(STATES[shift.state])))));
  const none = el("div", { class: "empty" }, icon("shift"), el("h2", {}, t("There is no shift to go out on")),
    el("p", {}, t("Plan it in the office, with network; then it is here. What waits on the tablet is sent all the same.")),
    // Whoever registers a tablet is seldom the one who goes out with it.
    here.units.length ? el("p", {}, t("Have you only registered it? Sign out at the office, and let the one who goes out with it sign in here.")) : null,
    button("Look again", "sync", async () => { await sync({ forced: true }); await chooseShift(home); }));
  show(
    top(t("Which shift?"), { lede: t("Choose it before you go out. After that the tablet works without network."), back: here.shift ? home : null }),
    nobody() ? notice("warning", "login", t("Nobody is signed in"),
      el("p", {}, t("What you write now is written as by the one who was last signed in here. If that is not you, sign in first.")), el("div", { class: "button-row" }, signIn())) : [],
    here.shifts.length ? el("ul", { class: "tiles tiles--roles" }, byNearness(here.shifts).map(tile)) : none,
    el("div", { class: "button-row" },
      button("Rights cards", "book", () => more.cards(home), { "data-variant": "secondary" }),
      button("Telephone numbers", "phone", () => more.phones(home), { "data-variant": "secondary" }),
      button("Settings", "settings", () => more.settings(home), { "data-variant": "tertiary" }), office()));
  here.drawn = `shifts ${listed()}`;
}

/** With network and without a session; without network nobody can sign in. */
const nobody = () => state.reason === "signed_out";

export const listed = () => [nobody(), here.units.length, ...here.shifts.map(({ id, state: where, label }) => `${id} ${where} ${label}`)].join();

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

export function handOver(home) {
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

/** When the last form about somebody was begun on this tablet after AT, to the minute, or nothing. What was saved can't be
    read here: that is all that is known of when somebody was met. */
async function begunAfter(at) {
  const about = (await store.records()).filter((record) => ["encounter", "unfinished"].includes(record.form) && !corrects(record));
  const moments = about.map(({ id }) => begunAt(id)).filter((moment) => moment - at >= 60000);
  return moments.length ? Math.max(...moments) : null;
}

/** Ended here at once, whatever the server knows of it yet; the next one is to be chosen. */
async function putEnd(fields, at, held) {
  const record = await seal({ ...stamp(), id: uuid7(), form: "shift_end" }, said(fields, at));
  const known = Object.entries(await store.setting("ends", {})).filter(([shift]) => here.shifts.some(({ id }) => id === shift));
  const ends = { ...Object.fromEntries(known), [here.shift.id]: { record: record.id, at: at.toISOString() } };
  await store.end(record, held, { shift: null, tally: {}, ends });
  here.shift = null;
  await count();
  sync();
}

/** LEAVE is called when a form that was gone on with from here is closed. */
export async function endShift(home, leave) {
  const before = await beforeTheEnd(here.shift.id);
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
  let warned = 0;
  const work = async () => {
    const at = ended();
    const fault = wrongEnd(
      { ends: at, starts: at === now ? 0 : began(), now: Date.now(), met: met || elsewhere.checked, nobody: box.checked },
      { limits: here.definition.limits, say: t });
    const begun = fault || at === now || warned === at.getTime() ? null : await begunAfter(at.getTime());
    if (begun) warned = at.getTime();
    wrong.textContent = fault?.[1] ?? (begun ? t("A form was begun on this tablet at {time}, after that end. If you met somebody then, put the end right; if not, press once more.", { time: clock(begun) }) : "");
    wrong.hidden = wrong.textContent === "";
    if (!wrong.hidden) return false;
    // Asked again: what was held back may have been finished or left meanwhile.
    return putEnd(box.checked ? { nobody_met: ["on"] } : {}, at, (await beforeTheEnd(here.shift.id)).held);
  };
  const after = async () => {
    await home();
    say(t("The shift is ended. Go through it together at the office."));
  };
  show(
    top(t("End the shift"), { kicker: here.shift.label, back: home }),
    notFinished(before, leave),
    state.waiting ? notice("info", "sync", t("Not sent: {n}", { n: state.waiting }), el("p", {}, t("You can end the shift all the same: what waits is sent when there is network."))) : [],
    bare(el("div", { class: "form__section" }, wrong,
      el("div", { class: "field field--short" }, el("label", { class: "field__label", for: "ends_at" }, t("It ended")), ends),
      met ? null : [
        el("label", { class: "check", for: "nobody" }, box, el("span", {}, t("Nobody was met. The shift is counted all the same."))),
        el("label", { class: "check", for: "elsewhere" }, elsewhere, el("span", {}, t("Somebody was met, and it is written down elsewhere."))),
      ]),
    bar(button("End the shift", "check", once(work, after), { class: "ds-button action-bar__main", "data-size": "lg", "data-save": "" }))));
}
