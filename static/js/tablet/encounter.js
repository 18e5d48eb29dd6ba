/* The encounter form, drawn from the definition. What one needs on the street is open, the rest is folded below. */
import { valuesOf, update } from "../form-conditions.js";
import { button, el, icon, localMoment, notice, t } from "./dom.js";
import { Draft } from "./draft.js";
import { attribute, draw, idOf } from "./fields.js";
import { say, show, top } from "./frame.js";
import { here, stamp, wordsOfDay } from "./here.js";
import { isLocked } from "./lock.js";
import { isNight, kept, foreign, missing, wrong } from "./rules.js";
import { begunAt, corrects } from "./seal.js";
import * as store from "./store.js";

const OPEN = ["person", "child", "support"];
// Filled in here as the server fills them in; they are not sent.
const OURS = () => ["at_night", here.definition.contact_asked];

const roleOf = (code) => here.spoken.roles.find((role) => role.code === code);

/** Questions that share a condition stand in one fieldset, as on the server. */
function groups(questions) {
  const found = [];
  for (const question of questions) {
    const condition = attribute(question.show_when) ?? "";
    const last = found.at(-1);
    if (last && condition && last.condition === condition) last.questions.push(question);
    else found.push({ condition, questions: [question] });
  }
  return found;
}

function body(section, role, values) {
  return groups(section.questions.filter((question) => question.roles.includes(role))).map(({ condition, questions }) => {
    const drawn = questions.flatMap((question) => draw(question, role, values));
    if (!condition) return drawn;
    const [{ heading, explanation, name }] = questions;
    const classes = `field field--wide${questions.length > 1 ? " form__columns" : ""}${name === "age_band" ? " field--stays" : ""}`;
    return el("fieldset", { class: classes, "data-show-when": condition },
      heading ? [el("legend", {}, heading), el("p", { class: "field__hint form__row" }, explanation)] : null, drawn);
  });
}

/** Before anything else about a child at night: whom to telephone. */
function emergency() {
  const unit = here.definition.emergency;
  const number = unit?.phone
    ? el("p", { class: "row" }, icon("phone"), el("strong", { class: "number emergency-number" }, unit.phone), el("span", {}, unit.name))
    : el("p", { class: "row" }, icon("phone"), el("strong", {}, t("The telephone number is not set by your municipality")));
  return notice("danger", "child", t("A child is always exposed to sexual exploitation"),
    el("p", {}, t("Evenings, nights and weekends: telephone the emergency social service first. Then make a child-concern report. Contact the guardians, unless that may be a danger to the child.")), number);
}

function section(part, role, values) {
  const inner = body(part, role, values);
  if (inner.flat().length === 0) return null;
  if (OPEN.includes(part.key)) {
    return el("fieldset", { class: "form__section", id: part.key, "data-show-when": attribute(part.show_when) },
      el("legend", {}, part.title), part.hint ? el("p", { class: "muted" }, part.hint) : null,
      part.key === "child" ? emergency() : null, inner);
  }
  return el("details", { class: "fold", id: part.key }, el("summary", {}, part.title),
    el("div", { class: "fold__body" }, part.hint ? el("p", { class: "muted" }, part.hint) : null,
      el("fieldset", { class: "form__section form__section--bare", "aria-label": part.title }, inner)));
}

const hidden = (name, value) => el("input", { type: "hidden", name, value, autocomplete: "off" });

const beginning = (met = new Date()) => new Map([["happened_at", [localMoment(met)]], ["arena", here.shift.arena ? [here.shift.arena] : []]]);

/** The kinds of support that ask for contact details: nothing of a new encounter lies with anybody yet. */
const contactKinds = () =>
  here.form.sections.flatMap(({ questions }) => questions).map(({ name }) => /^offer_(.+)_no_contact$/.exec(name)?.[1]).filter(Boolean);

/** A shift that this tablet started began then, as the server will have it; its plan is no rule any more. */
const begun = (shift) => (shift.state === "planned" && shift.started ? { ...shift, starts_at: new Date(shift.started).toISOString(), ends_at: null } : shift);

/** When whoever is corrected was met, as far as this tablet knows: when the first form about them was opened here. */
async function metBefore(id) {
  let [first, earlier] = [id, null];
  while ((earlier = corrects((await store.record(first)) ?? {}))) first = earlier;
  const met = new Date(begunAt(first));
  return Number.isNaN(met.getTime()) ? new Date() : met;
}

class Sheet {
  /** CORRECTED is the record that it corrects, where it is still on the tablet: of it only the times are known here. */
  constructor(draft, values, leave, corrected) {
    this.corrected = corrected ? ` ${t("Saved {when}", { when: wordsOfDay(corrected.saved_at) })}` : "";
    this.draft = draft;
    // The one it was opened on, whatever is chosen, or let go of, meanwhile.
    this.shift = here.shift;
    this.leave = leave;
    this.role = draft.role;
    this.problems = el("div", { class: "stack", "data-problems": "" });
    this.night = hidden("at_night", "no");
    this.status = el("p", { class: "action-bar__status" }, t("Nothing is saved yet"));
    this.main = button("Save", "check", () => this.save(true), { "data-size": "lg", class: "ds-button action-bar__main", "data-save": "" });
    this.later = button("Save, finish at the office", "edit", () => this.save(false), { "data-variant": "secondary", "data-size": "lg", "data-later": "" });
    this.form = el("form", { class: "form", novalidate: true, autocomplete: "off", spellcheck: "false" },
      this.night, contactKinds().map((kind) => hidden(here.definition.contact_asked, kind)),
      here.form.sections.map((part) => section(part, this.role, values)),
      el("div", { class: "action-bar" }, this.status, this.later, this.main));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.answered());
  }

  open() {
    const role = roleOf(this.role);
    show(top(role.label, {
      kicker: this.draft.corrects ? t("Corrects an earlier one. It stays, and this one counts.") + this.corrected : this.shift.label,
      back: () => this.leaveOrAsk(),
    }), this.problems, this.form);
    this.refresh();
  }

  refresh() {
    const [met] = valuesOf(this.form).get("happened_at") ?? [];
    this.night.value = isNight(met ? new Date(met) : new Date(), here.definition.office) ? "yes" : "no";
    update(this.form);
  }

  answered() {
    this.refresh();
    this.draft.touch();
  }

  values() {
    return kept(here.form, this.role, valuesOf(this.form));
  }

  /** What is sealed: the answers by the names of the form's fields. */
  said(complete) {
    const values = this.values();
    for (const name of OURS()) values.delete(name);
    const fields = Object.fromEntries([...values].map(([name, answers]) => [name, answers.filter((answer) => answer !== "")]).filter(([, answers]) => answers.length));
    const [met] = fields.happened_at ?? [];
    const at = met && !Number.isNaN(Date.parse(met)) ? new Date(met) : new Date();
    Object.assign(fields, { role: [this.role], action: [complete ? "complete" : "draft"] });
    return { shift: this.draft.shift, happened_at: at.toISOString(), fields };
  }

  faults(complete) {
    const values = this.values();
    const found = missing(here.form, this.role, values, complete);
    for (const name of foreign(here.form, this.role, values)) found.set(name, found.get(name) ?? t("This can't be chosen together with the other answers."));
    const typed = wrong(here.form, this.role, values, { limits: here.definition.limits, shift: begun(this.shift), now: Date.now(), say: t });
    return new Map([...found, ...typed]);
  }

  place(name) {
    return this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  }

  show(faults) {
    for (const old of this.form.querySelectorAll(".field__error")) old.remove();
    for (const field of this.form.querySelectorAll(".field--error")) field.classList.remove("field--error");
    for (const [name, sentence] of faults) {
      const field = this.place(name);
      field?.classList.add("field--error");
      const label = field?.querySelector(":scope > legend, :scope > label");
      label?.after(el("p", { class: "field__error" }, icon("warning"), el("span", {}, sentence)));
    }
    const link = ([name, sentence]) => el("li", {}, el("a", { href: `#${idOf(name)}`, class: "tap", onclick: (event) => this.visit(event, name) }, sentence));
    this.problems.replaceChildren(faults.size === 0 ? "" : el("div", { class: "error-summary", tabindex: "-1", role: "alert" },
      el("h2", {}, icon("warning"), t("Before it is complete")), el("ul", {}, [...faults].map(link))));
    this.problems.firstElementChild?.focus();
    if (faults.size) window.scrollTo(0, 0);
  }

  visit(event, name) {
    event.preventDefault();
    const field = this.place(name);
    field?.closest("details")?.setAttribute("open", "");
    field?.scrollIntoView({ block: "center" });
    field?.querySelector("input:not([type=hidden]), select, textarea, button")?.focus({ preventScroll: true });
  }

  /** The first press counts, however many there are. */
  async save(complete) {
    if (this.saving || this.draft.closed) return;
    const faults = this.faults(complete);
    this.show(faults);
    if (faults.size) return;
    this.saving = true;
    this.main.setAttribute("aria-busy", "true");
    try {
      await this.draft.save(complete);
      here.draft = null;
      await this.leave("saved");
    } catch (error) {
      this.failed(error);
    } finally {
      this.saving = false;
      this.main.removeAttribute("aria-busy");
    }
  }

  /** Nothing was saved: it is said, and the form stays as it is. */
  failed(error) {
    const full = error?.name === "QuotaExceededError";
    this.problems.replaceChildren(el("div", { role: "alert" }, notice("danger", "danger",
      full ? t("The tablet's storage is full: nothing was saved") : t("Nothing was saved"),
      el("p", {}, full
        ? t("The form stays here. Come to where there is network, so that what is sealed can be sent and make room, and save again.")
        : t("The form stays here. Press Save again.")))));
    window.scrollTo(0, 0);
  }

  leaveOrAsk() {
    if (!this.draft.touched) return this.throwAway();
    const ask = el("dialog", { class: "dialog", "aria-labelledby": "leave" }, el("div", { class: "dialog__inner" },
      el("h2", { id: "leave" }, t("Leave without saving?")), el("p", {}, t("What you have answered here is thrown away.")),
      el("div", { class: "dialog__actions" },
        button("Throw away", "close", () => { ask.close(); this.throwAway(); }, { "data-variant": "secondary", "data-color": "danger" }),
        button("Go on writing", null, () => ask.close()))));
    ask.addEventListener("close", () => ask.remove());
    document.body.append(ask);
    ask.showModal();
    return null;
  }

  async throwAway() {
    await this.draft.discard();
    here.draft = null;
    await this.leave("thrown away");
  }
}

let opening = false;

/** Open the form for ROLE; LEAVE is called when it is saved or thrown away. A second tap before it is there opens nothing:
    the browser would hold the lock of a form that nobody sees for ever. */
export async function openForm({ role, corrects: earlier = null, id, values, leave }) {
  if (opening) return;
  opening = true;
  let sheet = null;
  // It is hers who opened it, whoever signs in on the tablet meanwhile.
  const { author } = stamp();
  const draft = new Draft({
    role, corrects: earlier, id, author, shift: here.shift.id, stamp: () => ({ ...stamp(), author }), say: (complete) => sheet.said(complete),
  });
  draft.trouble = (error) => {
    const full = error?.name === "QuotaExceededError";
    say(full ? t("The tablet's storage is full: save now, or come to where there is network.") : t("Nothing was saved"), "warning");
  };
  const [corrected, met] = earlier ? await Promise.all([store.record(earlier), metBefore(earlier)]).catch(() => []) : [];
  sheet = new Sheet(draft, values ?? beginning(met), leave, corrected);
  // One that is gone on with holds answers before any is given anew: nothing throws it away unasked.
  draft.touched = id !== undefined;
  draft.leave = () => sheet.leaveOrAsk();
  draft.reopen = () => sheet.open();
  try {
    await draft.open();
  } catch {
    draft.close();
    say(t("This form is open in another tab."), "warning");
    return;
  } finally {
    opening = false;
  }
  // Locked meanwhile: nothing is drawn over the curtain.
  if (isLocked()) {
    draft.close();
    return;
  }
  here.draft = draft;
  sheet.open();
}
