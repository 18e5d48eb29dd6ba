/* What the screens share: the definition, who works here, and the shift that was chosen. */
import { speak } from "./dom.js";
import * as store from "./store.js";

export const here = {
  definition: null, language: "sv", form: null, spoken: null,
  author: null, device: null, keys: [], shifts: [], units: [],
  shift: null, draft: null, cards: [],
  // What is drawn, where an answer of the server may change it; and whether a newer version works already.
  drawn: null, isOld: false,
};

/** The definition holds every text in all languages, {sv, en}, where they differ: the one of LANGUAGE. */
function inLanguage(value, language, every) {
  if (Array.isArray(value)) return value.map((part) => inLanguage(part, language, every));
  if (value === null || typeof value !== "object") return value;
  const names = Object.keys(value);
  if (names.length === every.length && every.every((name) => name in value)) return value[language];
  return Object.fromEntries(names.map((name) => [name, inLanguage(value[name], language, every)]));
}

const byName = (pairs, language) => [...pairs].sort(([, one], [, other]) => one.localeCompare(other, language));

/** As the page asks for it beforehand: asked in another way, it would come twice. */
export async function loadDefinition() {
  here.definition = await (await fetch(document.body.dataset.definition)).json();
}

/** The cards are fetched when the first face is drawn; without them everything else works. */
export function loadCards() {
  fetch(document.body.dataset.cards).then((answer) => answer.json()).then((found) => { here.cards = found; }).catch(() => {});
}

export async function chooseLanguage(language) {
  const { languages, spoken } = here.definition;
  here.language = languages.includes(language) ? language : languages[0];
  here.spoken = inLanguage(spoken, here.language, languages);
  for (const list of ["countries", "languages"]) here.spoken[list] = byName(here.spoken[list], here.language);
  here.form = here.spoken.form;
  speak(here.spoken.words);
  document.documentElement.lang = here.language;
}

/** A full storage must keep nobody from starting: what was chosen holds until the next start then. */
export async function keepLanguage(language) {
  await chooseLanguage(language);
  await store.setSetting("language", here.language).catch(() => {});
}

// What came of the end of a shift: from then on the server says how the shift is.
const SETTLED = ["done", "let_go", "quarantined"];

/** Ended on this tablet, though the server does not know it yet; not where it would not have the end. */
async function withOurEnds(shifts) {
  const ends = await store.setting("ends", {});
  return Promise.all(shifts.map(async (shift) => {
    const { record, at } = ends[shift.id] ?? {};
    if (!record || !["planned", "ongoing"].includes(shift.state)) return shift;
    const kept = await store.record(record);
    return kept && !kept.refused && !SETTLED.includes(kept.status) ? { ...shift, state: "ended", ends_at: at } : shift;
  }));
}

/** What the last contact with the server told, from the store: the same with and without network. */
export async function remember() {
  const me = await store.setting("me", {});
  here.author = me.user ?? null;
  here.keys = me.keys ?? [];
  here.shifts = await withOurEnds(me.shifts ?? []);
  here.units = me.units ?? [];
  here.device = await store.setting("device");
  here.shift = await store.setting("shift");
  // Its times may have changed at the office.
  const newer = here.shifts.find(({ id }) => id === here.shift?.id);
  if (newer) here.shift = { ...here.shift, ...newer, started: here.shift.started };
}

export const isSetUp = () => Boolean(here.device && here.author && here.keys.length);

export const stamp = () => ({ author: here.author, device: here.device, version: here.definition.version, key: here.keys[0] });

/** A moment in words. */
export const words = (moment) =>
  new Date(moment).toLocaleString(here.language, { weekday: "short", hour: "2-digit", minute: "2-digit" });

/** A moment with its day, where it may be another than today. */
export const wordsOfDay = (moment) =>
  new Date(moment).toLocaleString(here.language, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

/** How long the tablet has not heard from the server, in days. */
export const daysOut = async () => (Date.now() - (await store.setting("online", 0))) / 86400000;
