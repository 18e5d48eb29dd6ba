/* The rules of the form, as outreach/forms/rules.py has them: from the same definition, with the same evaluator.
   The server checks again; a test gives both the same forms. VALUES is a Map from field name to a list of strings. */
import { holds } from "../form-conditions.js";

export const shown = (condition, values) => !condition || holds(condition, values);

const asked = (form, role) =>
  form.sections.flatMap((section) =>
    section.questions.filter((question) => question.roles.includes(role)).map((question) => [section, question]));

/** VALUES as a form would submit them: of shown questions, and what is no question. */
export function kept(form, role, values) {
  const found = new Map(values);
  const pairs = asked(form, role);
  const ours = new Set(pairs.map(([, question]) => question.name));
  for (const section of form.sections) {
    for (const { name } of section.questions) if (!ours.has(name)) found.delete(name);
  }
  for (let round = 0; round <= pairs.length; round += 1) {
    const hidden = pairs.filter(([section, question]) =>
      found.has(question.name) && !(shown(section.show_when, found) && shown(question.show_when, found)));
    if (hidden.length === 0) break;
    for (const [, question] of hidden) found.delete(question.name);
  }
  return found;
}

/** The names of questions with an answer that was not on offer. */
export function foreign(form, role, values) {
  return asked(form, role).filter(([, question]) => {
    if (question.choices.length === 0) return false;
    const offered = question.choices
      .filter((choice) => choice.roles.includes(role) && shown(choice.show_when, values))
      .map((choice) => choice.code);
    return (values.get(question.name) ?? []).some((answer) => answer !== "" && !offered.includes(answer));
  }).map(([, question]) => question.name);
}

/** What is lacking, one fault a field: a Map from field name to the sentence. */
export function missing(form, role, values, complete) {
  const faults = new Map();
  for (const rule of form.rules) {
    if (!rule.roles.includes(role) || !(complete || rule.always) || faults.has(rule.field)) continue;
    if (shown(rule.when, values) && !holds(rule.needs, values)) faults.set(rule.field, rule.message);
  }
  return faults;
}

const pad = (number) => String(number).padStart(2, "0");

/** Outside office hours, as casework/working_days.py says it. */
export function isNight(moment, office) {
  const day = `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
  const time = `${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
  const weekend = moment.getDay() === 0 || moment.getDay() === 6;
  return weekend || office.days_off.includes(day) || time < office.opens || time >= office.closes;
}

const TYPED = ["text", "phone", "note"];
const digits = (text) => (text.match(/[0-9]/g) ?? []).length;

/** What is wrong with single answers, as outreach/forms/fields.py and encounter.py have it.
    SAY makes the sentence. SHIFT has starts_at and perhaps ends_at; NOW is the tablet's own clock. */
export function wrong(form, role, values, { limits, shift, now, say }) {
  const faults = new Map();
  for (const [, question] of asked(form, role)) {
    const [answer] = values.get(question.name) ?? [];
    if (answer === undefined || answer.trim() === "") continue;
    if (question.kind === "number" && !/^\s*\d+\s*$/.test(answer)) faults.set(question.name, say("Enter the age in whole years."));
    else if (question.kind === "number" && Number(answer) > limits.oldest) faults.set(question.name, say("Enter at most {limit} years.", { limit: limits.oldest }));
    else if (question.kind === "phone" && digits(answer) < limits.digits_of_a_number) faults.set(question.name, say("Enter a telephone number: at least five digits."));
    else if (question.kind === "note" && new RegExp(limits.numbers).test(answer)) faults.set(question.name, say("That looks like a number. The note must not hold names or numbers."));
    else if (TYPED.includes(question.kind) && answer.length > question.typed) faults.set(question.name, say("At most {limit} characters.", { limit: question.typed }));
  }
  moments(faults, values, { limits, shift, now, say });
  return faults;
}

/** What is wrong with the end of a shift, as outreach/actions/shift_states.py has it: [field, sentence], or null. */
export function wrongEnd({ ends, starts, now, met, nobody }, { limits, say }) {
  if (ends <= starts) return ["ends_at", say("The end must be later than the start.")];
  if (ends - now > limits.clock_slack * 1000) return ["ends_at", say("The end can't be later than now.")];
  return met || nobody ? null : ["nobody_met", say("Say whether anybody was met.")];
}

/** Whether a shift is of another time than NOW, as near_the_plan in outreach/actions/shift_states.py has it of one that is
    planned: "to come" or "past"; "ended" long ago. What is recorded on it now is not taken in by itself. */
export function farFrom({ state, starts_at: starts, ends_at: ends }, now, limits) {
  const far = limits.near_the_plan * 1000;
  if (state === "planned" && Math.abs(now - Date.parse(starts)) > far) return Date.parse(starts) > now ? "to come" : "past";
  return state === "ended" && ends && now - Date.parse(ends) > far ? "ended" : null;
}

function moments(faults, values, { limits, shift, now, say }) {
  const [met] = (values.get("happened_at") ?? []).filter(Boolean).map((text) => new Date(text));
  const [called] = (values.get("emergency_called_at") ?? []).filter(Boolean).map((text) => new Date(text));
  if (met && shift?.starts_at) {
    const first = Date.parse(shift.starts_at) - limits.around_the_shift * 1000;
    const last = (shift.ends_at ? Date.parse(shift.ends_at) : now) + limits.around_the_shift * 1000;
    if (met < first || met > last) faults.set("happened_at", say("This is outside the time of the shift."));
  }
  if (called && called > now + limits.clocks_differ * 1000) faults.set("emergency_called_at", say("The time can't be later than now."));
  else if (called && met && Math.abs(called - met) > limits.call_around_the_encounter * 1000) faults.set("emergency_called_at", say("The time is more than a day from the encounter."));
}
