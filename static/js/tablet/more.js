/* What is beside the work: rights cards, telephone numbers, what waits to be sent, settings. */
import { QUIET, button, el, icon, notice, t } from "./dom.js";
import { REASONS, office, say, show, top } from "./frame.js";
import { here, keepLanguage, words } from "./here.js";
import * as passkey from "./passkey.js";
import { chooseScheme } from "./scheme.js";
import { corrects } from "./seal.js";
import * as store from "./store.js";
import { state, sync } from "./sync.js";

export function cards(home) {
  const tile = (card) =>
    el("li", {}, el("button", { type: "button", class: "tile tile--link", lang: card.code, dir: card.direction, "data-card": card.code, onclick: () => card_(card, home) },
      icon("language"), el("span", {}, card.name, card.checked ? null : el("span", { class: "tile__hint", lang: here.language, dir: "ltr" }, t("Not checked by a translator")))));
  const pictures = el("li", {}, el("button", { type: "button", class: "tile tile--link", "data-card": "pictures", onclick: () => card_(null, home) }, icon("eye"),
    el("span", {}, t("In pictures"), el("span", { class: "tile__hint" }, t("For whoever does not read")))));
  show(
    top(t("Rights cards"), { lede: t("Show it or read it aloud. Tell first that staff must report when somebody is under 18."), back: home }),
    here.cards.length
      ? el("ul", { class: "tiles tiles--cards" }, pictures, here.cards.map(tile))
      : el("div", { class: "empty" }, icon("book"), el("h2", {}, t("No card is ready to be shown")), el("p", {}, t("A card is shown when an authorised translator's check of it is recorded."))));
}

/** What each number is for, in the words of the card, and its Swedish name, to be said to staff. A number is read from the
    left in every language. LANGUAGE is said where it is not that of the card. */
const numbers = (told, language = {}) => here.definition.phones.filter(({ staff }) => !staff).map(({ kind, name, phone }) =>
  el("li", { "data-number": kind },
    el("div", { class: "rights__whom" }, el("span", language, told.numbers[kind]), el("bdi", { class: "muted small", lang: "sv", dir: "ltr" }, name)),
    el("strong", {}, el("bdi", { class: "number", dir: "ltr" }, phone))));

/** Large, in the other's direction; without words where they do not help. */
function card_(card, home) {
  const told = card ?? here.cards.find(({ code }) => code === here.language) ?? here.cards[0];
  // Of the pictures alone the words are told, in the language of the card that they are taken from.
  const language = { lang: told.code, dir: told.direction };
  const words = card ? { alt: "" } : language;
  const lines = told.facts.map(({ picture, text }) => el("li", {}, el("img", { class: "rights__picture", src: picture, alt: text, ...words, width: 96, height: 96 }), card ? el("span", {}, text) : null));
  show(
    el("div", { class: "row row--between no-print" }, button("Back", "arrow-left", () => cards(home), { "data-variant": "secondary" }),
      card && !card.checked ? el("span", { class: "badge", "data-tone": "warning" }, icon("warning"), t("Not checked by a translator")) : null),
    el("article", { class: card ? "rights" : "rights rights--pictures", lang: card?.code ?? here.language, dir: card?.direction ?? "ltr", "data-rights": card?.code ?? "pictures" },
      el("h1", {}, card?.title ?? t("In pictures")), el("ul", { class: "rights__facts" }, lines),
      el("h2", {}, card?.phones ?? t("Telephone numbers")), el("ul", { class: "rights__numbers" }, numbers(told, card ? {} : language))));
}

export function phones(home) {
  const list = here.definition.phones;
  show(
    top(t("Telephone numbers"), { back: home }),
    el("ul", { class: "phones" }, list.map(({ name, phone, always_open: always }) =>
      el("li", { class: "card" }, el("span", {}, name, always ? el("span", { class: "badge", "data-tone": "success" }, icon("clock"), t("Day and night")) : null), el("strong", { class: "phones__number number" }, phone)))),
    list.length > 1 ? [] : el("p", {}, t("The numbers of the units are set by your municipality.")));
}

const KINDS = { encounter: "Encounter", unfinished: "Unfinished form", shift_start: "Start of a shift", shift_end: "End of a shift", hand_over: "Note to the next crew" };
const STATUS = { unknown: "Sent", waiting: "Sent", done: "In place", quarantined: "Somebody at the office looks at it", let_go: "Let go at the office" };
const ANSWERS = { conflict: "Differs from an earlier one: the office settles it" };

/** What is sent and what is taken in are told apart by word, icon and tone; a tone alone says nothing. */
function badge({ state: where, status, answer, refused }) {
  const look = (tone, picture, text) => el("span", { class: "badge", "data-tone": tone }, icon(picture), text);
  if (where !== "sent") return refused ? look("danger", "warning", t("Not accepted: {code}", { code: refused })) : look("info", "sync", t("Waiting"));
  if (answer === "conflict") return look("warning", "warning", t(ANSWERS.conflict));
  const [tone, picture] = { done: ["success", "success"], quarantined: ["warning", "warning"], let_go: [null, "close"] }[status] ?? [null, "arrow-right"];
  return look(tone, picture, t(STATUS[status] ?? "Sent"));
}

/** Of a receipt its end is shown: the beginning is the server's, the same for all. */
function row(record, earlier, correct) {
  const kind = t(KINDS[record.form]);
  const name = `k-${record.id}`;
  return el("li", { class: "card outbox__row", "data-record": record.id, "data-state": record.state },
    el("div", {}, el("strong", { id: name }, kind), " ", el("span", { class: "muted", id: `${name}-at` }, words(record.saved_at)),
      earlier ? el("div", { class: "muted small" }, t("Corrects the one saved {when}", { when: words(earlier.saved_at) })) : null,
      record.receipt ? el("div", { class: "muted small" }, t("Receipt"), " ", el("span", { class: "number" }, String(record.receipt).slice(-12))) : null,
      record.reason ? el("div", { class: "small" }, record.reason) : null),
    badge(record),
    record.form === "encounter" && here.shift ? button("Correct", "edit", () => correct(record), { "data-variant": "tertiary", id: `${name}-do`, "aria-labelledby": `${name}-do ${name} ${name}-at` }) : null);
}

const listed = async () =>
  (await store.records()).filter(({ state: where }) => where !== "held").sort((one, other) => (one.id < other.id ? 1 : -1));

const says = (records) =>
  `outbox ${state.reason} ${records.map(({ id, state: where, status, answer, refused, reason }) => [id, where, status, answer, refused, reason].join()).join(" ")}`;

/** CORRECT begins the form that stands for a record. */
export async function outbox(home, correct) {
  draw(await listed(), home, correct);
}

/** The server has answered: what the list says of it is drawn anew, unless something else was opened meanwhile. */
export async function followOutbox(home, correct) {
  const records = await listed();
  if (!here.drawn?.startsWith("outbox") || here.drawn === says(records)) return;
  // Whoever sends with the keyboard stays on the button.
  const onButton = document.activeElement?.matches("[data-send]");
  draw(records, home, correct);
  if (onButton) document.querySelector("[data-send]").focus({ preventScroll: true });
}

function draw(records, home, correct) {
  const named = (record) => records.find(({ id }) => id === corrects(record));
  const list = (title, found) => (found.length ? el("section", { class: "section", "aria-label": title }, el("h2", {}, title), el("ul", { class: "plain-list stack stack--tight" }, found.map((record) => row(record, named(record), correct)))) : []);
  const actions = [button("Send now", "sync", () => sync({ forced: true }), { "data-size": "lg", "data-send": "" })];
  if (state.reason === "signed_out") actions.unshift(el("a", { class: "ds-button", "data-size": "lg", href: document.body.dataset.signIn }, icon("login"), t("Sign in")));
  if (actions.length > 1) actions[1].dataset.variant = "secondary";
  show(
    top(state.waiting ? t("Not sent: {n}", { n: state.waiting }) : t("Everything is sent"), {
      lede: t("What is here is sealed: not even this tablet can read it. Copies stay {days} days after the server's receipt.", { days: here.definition.kept_days }), back: home,
    }),
    state.reason ? notice("warning", "warning", t(REASONS[state.reason]), el("p", {}, t("Nothing is lost: it is sent as soon as it can be."))) : [],
    el("div", { class: "button-row" }, actions),
    list(t("Waiting"), records.filter(({ state: where }) => where === "waiting")),
    list(t("Sent"), records.filter(({ state: where }) => where === "sent")));
  here.drawn = says(records);
}

const choice = (label, name, pairs, chosen, pick) =>
  el("fieldset", { class: "field field--wide" }, el("legend", {}, label), el("div", { class: "segmented" }, pairs.map(([code, text]) =>
    el("label", {}, el("input", { type: "radio", name, value: code, checked: code === chosen, ...QUIET, onchange: () => pick(code) }), el("span", {}, text)))));

async function makePasskey(home) {
  const made = await passkey.setUp().catch(() => false);
  if (made) await settings(home);
  say(made ? t("Forms are kept for you behind the passkey now") : t("This tablet has no passkey that can do that. Forms are sealed when it locks."), made ? "success" : "warning");
}

export async function settings(home) {
  const has = await passkey.isSetUp();
  show(
    top(t("Settings"), { back: home }),
    el("div", { class: "form__section measure" },
      choice(t("Language"), "language", [["sv", "Svenska"], ["en", "English"]], here.language, async (code) => { await keepLanguage(code); sync(); await settings(home); }),
      choice(t("Appearance"), "scheme", [["auto", t("Dark after dusk")], ["dark", t("Dark")], ["light", t("Light")]], await store.setting("scheme", "auto"), chooseScheme)),
    el("section", { class: "card measure", "aria-labelledby": "keep" }, el("h2", { id: "keep" }, t("When the tablet locks in the middle of a form")),
      el("p", {}, has
        ? t("The form is kept, and you go on with it after your finger or PIN.")
        : t("The form is sealed and goes to the office unfinished. With a passkey of this tablet you could go on with it instead.")),
      has ? null : button("Make a passkey", "key", () => makePasskey(home), { "data-variant": "secondary", "data-passkey-make": "" })),
    el("div", { class: "button-row" }, office()));
}
