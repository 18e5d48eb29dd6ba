/* One question of the definition as a control, in the markup of the server's form: the same sheets and modules fit both. */
import { QUIET, el, icon, t } from "./dom.js";
import { here } from "./here.js";

const UNSURE = ["unknown", "dont_know"];
export const idOf = (name) => `f-${name}`;
export const attribute = (condition) => (condition ? JSON.stringify(condition) : undefined);

const hint = (question) => (question.hint ? el("div", { class: "field__hint", id: `${idOf(question.name)}-hint` }, question.hint) : null);
const described = (question) => (question.hint ? `${idOf(question.name)}-hint` : undefined);

const control = (type, name, code, index, values) =>
  el("input", { type, name, value: code, id: `${idOf(name)}-${index}`, checked: values.includes(code), ...QUIET });

/** Each answer may have a condition of its own; form-conditions.js shows it when it holds. */
function tiles(question, choices, type, values, dense) {
  return el("div", { class: `tiles${dense ? " tiles--dense" : ""}` }, choices.map((choice, index) =>
    el("label", { class: `tile${UNSURE.includes(choice.code) ? " tile--unsure" : ""}`, for: `${idOf(question.name)}-${index}`, "data-show-when": attribute(choice.show_when) },
      control(type, question.name, choice.code, index, values), choice.icon ? icon(choice.icon) : null, el("span", {}, choice.label))));
}

const group = (question, ...body) =>
  el("fieldset", { class: "field field--wide", id: idOf(question.name), "aria-describedby": described(question), "data-field": question.name },
    el("legend", {}, question.label), hint(question), body);

const segmented = (question, choices, values) =>
  el("div", { class: "segmented" }, choices.map((choice, index) =>
    el("label", { for: `${idOf(question.name)}-${index}` }, control("radio", question.name, choice.code, index, values), el("span", {}, choice.label))));

const plain = (question, body) =>
  el("div", { class: "field", "data-field": question.name }, el("label", { class: "field__label", for: idOf(question.name) }, question.label), hint(question), body);

const select = (name, label, pairs, values) =>
  el("div", { class: "field", "data-field": name }, el("label", { class: "field__label", for: idOf(name) }, label),
    el("select", { id: idOf(name), name, ...QUIET }, el("option", { value: "" }, t("Choose …")),
      pairs.map(([code, text]) => el("option", { value: code, selected: values.includes(code) }, text))));

/** The answers met most as tiles; any other from a list. */
function withOther(question, values, every, other) {
  const names = new Map(every);
  const first = here.definition.tiles[question.name].map((code) => ({ code, label: names.get(code) })).filter(({ label }) => label);
  const name = `${question.name}_other`;
  const inner = el("fieldset", { class: "field", "data-show-when": attribute({ field: question.name, in: ["other"] }) }, select(name, other, every, values.get(name) ?? []));
  return [group(question, tiles(question, [...first, { code: "other", label: other }], "radio", values.get(question.name) ?? [], true)), inner];
}

function stepper(question, [value]) {
  const press = (step, text, picture) =>
    el("button", { type: "button", "data-step": step, "aria-label": `${t(text)}: ${question.label}` }, icon(picture));
  return plain(question, el("div", { class: "stepper", "data-ready": "" },
    press(-1, "One less", "minus"),
    el("input", { type: "number", id: idOf(question.name), name: question.name, min: 0, max: here.definition.limits.oldest, value, inputmode: "numeric", "data-start": here.definition.limits.stepper_start, ...QUIET }),
    press(1, "One more", "plus"),
    el("span", { class: "visually-hidden", role: "status", "data-stepper-status": "" })));
}

function moment(question, [value]) {
  return plain(question, el("div", { class: "moment" },
    el("input", { type: "datetime-local", id: idOf(question.name), name: question.name, value, ...QUIET }),
    el("button", { type: "button", class: "ds-button", "data-variant": "secondary", "data-sets-now": idOf(question.name) }, icon("clock"), t("Now"))));
}

function text(question, [value]) {
  const given = { id: idOf(question.name), name: question.name, maxlength: question.typed, "aria-describedby": described(question), ...QUIET };
  if (question.kind === "note") return plain(question, el("textarea", { ...given, rows: 4 }, value ?? ""));
  return plain(question, el("input", { ...given, type: "text", inputmode: question.kind === "phone" ? "tel" : undefined, value }));
}

/** The control of QUESTION for somebody in ROLE. VALUES is a Map with what is answered already. */
export function draw(question, role, values) {
  const answered = values.get(question.name) ?? [];
  const named = ({ code, ...rest }) => ({ code, ...rest, label: question.name === "home" && code === "city" && here.definition.city ? here.definition.city : rest.label });
  const choices = question.choices.filter((choice) => choice.roles.includes(role)).map(named);
  switch (question.kind) {
    case "segmented": return group(question, segmented(question, choices, answered));
    case "tiles": return group(question, tiles(question, choices, "radio", answered, question.name === "age_band"));
    case "many": return group(question, tiles(question, choices, "checkbox", answered));
    case "number": return stepper(question, answered);
    case "country": return withOther(question, values, here.spoken.countries, t("Another country"));
    case "language": return withOther(question, values, here.spoken.languages, t("Another language"));
    case "municipality": return select(question.name, question.label, here.definition.municipalities, answered);
    case "moment": return moment(question, answered);
    default: return text(question, answered);
  }
}
