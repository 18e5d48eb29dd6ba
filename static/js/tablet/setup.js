/* Before a tablet can be used: somebody signs in, and it is registered for a unit. Both need the server, once. */
import { QUIET, button, el, icon, t } from "./dom.js";
import { office, show, top } from "./frame.js";
import { here, isSetUp } from "./here.js";
import { register, state, sync } from "./sync.js";

export const signIn = () =>
  el("a", { class: "ds-button", "data-size": "lg", href: document.body.dataset.signIn }, icon("login"), t("Sign in"));

const again = (home) => button("Try again", "sync", async () => { await sync({ forced: true }); await home(); }, { "data-size": "lg" });

function form(home) {
  const wrong = el("p", { class: "field__error", role: "alert", hidden: true });
  const name = el("input", { id: "name", type: "text", maxlength: 60, "aria-describedby": "name-hint", ...QUIET });
  const unit = el("select", { id: "unit", ...QUIET }, here.units.map((each) => el("option", { value: each.id }, each.name ?? each.label)));
  const tell = (sentence) => { wrong.textContent = sentence; wrong.hidden = sentence === ""; };
  const press = async () => {
    if (name.value.trim() === "") return tell(t("Write what is on the tablet's label."));
    try {
      const refused = await register(name.value.trim(), unit.value);
      if (refused) return tell(refused);
    } catch {
      return tell(t("No answer from the server: try again."));
    }
    await sync({ forced: true });
    return home();
  };
  return el("form", { class: "form measure", autocomplete: "off", spellcheck: "false", onsubmit: (event) => { event.preventDefault(); press(); } },
    el("div", { class: "form__section" }, wrong,
      el("div", { class: "field" }, el("label", { class: "field__label", for: "name" }, t("What is on the tablet's label?")),
        el("div", { class: "field__hint", id: "name-hint" }, t("Its number or colour, never the name of somebody.")), name),
      el("div", { class: "field" }, el("label", { class: "field__label", for: "unit" }, t("Which unit does it belong to?")), unit),
      el("button", { class: "ds-button", "data-size": "lg", type: "submit", "data-register": "" }, icon("tablet"), t("Register the tablet"))));
}

const inDemo = () => {
  const { demo } = here.definition;
  return demo ? el("p", { "data-demo": "" }, t("In the demonstration {manager} registers it, and {worker} goes out with it afterwards.", { manager: demo.registers, worker: demo.goes_out })) : null;
};

const asking = (title, text, ...actions) =>
  el("div", { class: "empty" }, icon("tablet"), el("h2", {}, title), el("p", {}, text), inDemo(), el("div", { class: "button-row" }, actions));

/** Which of the steps it is: drawn anew when that changes, and not under somebody's hands. */
export function step() {
  if (isSetUp()) return "not whole";
  if (!here.author || (state.reason === "signed_out" && !here.device)) return `sign in ${state.reason}`;
  if (here.keys.length === 0) return "no key";
  return here.units.length ? "register" : "not registered";
}

function inside(home) {
  const now = step();
  if (now.startsWith("sign in")) {
    return asking(t("Sign in once, where there is network"), t("After that the tablet works without network, and seals what you save."), signIn(), state.reason === "offline" ? again(home) : []);
  }
  if (now === "not whole") return asking(t("The tablet could not start"), t("No answer from the server: try again."), button("Try again", "sync", () => window.location.reload(), { "data-size": "lg" }));
  if (now === "no key") return asking(t("The server has no key for tablets yet"), t("The one who runs the system makes it (docs/tablet-client.md)."), again(home));
  if (now === "not registered") return asking(t("This tablet is not registered"), t("A manager of the unit or an administrator registers it: sign out at the office, let them sign in here once, and sign in again afterwards."), again(home), office());
  return form(home);
}

export function setUp(home) {
  show(top(t("Set up the tablet"), { lede: t("Once, with network. It takes a minute.") }), inside(home));
  here.drawn = `setup ${step()}`;
}
