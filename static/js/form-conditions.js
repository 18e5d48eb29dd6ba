/* Shows the parts of a form that the answers so far call for: <fieldset data-show-when='CONDITION'>.

   CONDITION is JSON, the same language the server checks with; the server decides, this only saves the eye:
     {"field": NAME, "in": [..]}      the value, or any of several ticked, is among these
     {"field": NAME, "under": 18}     the value is a number below this
     {"field": NAME, "answered": true | false}
     {"all": [..]}  {"any": [..]}  {"not": {..}}

   A hidden part is disabled, so it is not submitted, but keeps what was entered in case the answer is changed back. */

const KNOWN = ["all", "any", "not", "field"];

/** Does CONDITION hold for VALUES, a Map from field name to a list of strings? */
export function holds(condition, values) {
  if (!condition || !KNOWN.some((key) => key in condition)) throw new TypeError("Unknown condition");
  if ("all" in condition) return condition.all.every((part) => holds(part, values));
  if ("any" in condition) return condition.any.some((part) => holds(part, values));
  if ("not" in condition) return !holds(condition.not, values);

  const answers = (values.get(condition.field) ?? []).filter((answer) => answer !== "");
  if ("in" in condition) return condition.in.some((wanted) => answers.includes(String(wanted)));
  if ("under" in condition) return answers.some((answer) => Number(answer) < condition.under);
  if ("answered" in condition) return (answers.length > 0) === condition.answered;
  throw new TypeError("Unknown condition");
}

/** What the form would submit now. Hidden parts are disabled, so what they hold counts as unanswered. */
export function valuesOf(form) {
  const values = new Map();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string") continue;
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

const OURS = "conditionDisabled";

function setShown(part, shown) {
  part.hidden = !shown;
  if (part instanceof HTMLFieldSetElement) {
    part.disabled = !shown;
    return;
  }
  // Only what we disabled ourselves is enabled again: a field the server locked stays locked.
  for (const control of part.querySelectorAll("input, select, textarea, button")) {
    if (!shown && !control.disabled) {
      control.disabled = true;
      control.dataset[OURS] = "";
    } else if (shown && OURS in control.dataset) {
      control.disabled = false;
      delete control.dataset[OURS];
    }
  }
}

/** Bring every conditional part of FORM in line with its answers. */
export function update(form) {
  const parts = [...form.querySelectorAll("[data-show-when]")];
  // Hiding one part may unanswer the question another depends on; a chain is never longer than the number of parts.
  for (let round = 0; round <= parts.length; round += 1) {
    const values = valuesOf(form);
    const changed = parts.filter((part) => part.hidden === holds(JSON.parse(part.dataset.showWhen), values));
    if (changed.length === 0) return;
    for (const part of changed) setShown(part, part.hidden);
  }
}

const updateAll = () => {
  for (const form of document.forms) {
    if (form.querySelector("[data-show-when]")) update(form);
  }
};

const onChange = (event) => {
  const { form } = event.target;
  if (form?.querySelector("[data-show-when]")) update(form);
};

if (typeof document !== "undefined") {
  document.addEventListener("input", onChange);
  document.addEventListener("change", onChange);
  // After a reset the fields have their old values only once the event is over.
  document.addEventListener("reset", () => setTimeout(updateAll));
  document.addEventListener("htmx:afterSettle", updateAll);
  window.addEventListener("pageshow", updateAll);
  updateAll();
}
