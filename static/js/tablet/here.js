/* What the screens share: the definition, who works here, and the shift that was chosen. */
import { speak } from "./dom.js";
import * as store from "./store.js";

export const here = {
  definition: null, language: "sv", form: null, spoken: null,
  author: null, device: null, keys: [], shifts: [], units: [], mayRegister: false,
  shift: null, draft: null, cards: [],
};

export async function loadDefinition() {
  const { definition, cards } = document.body.dataset;
  here.definition = await (await fetch(definition)).json();
  // The cards are fetched when they are wanted; without them everything else works.
  fetch(cards).then((answer) => answer.json()).then((found) => { here.cards = found; }).catch(() => {});
}

export async function chooseLanguage(language) {
  here.language = language in here.definition.languages ? language : "sv";
  here.spoken = here.definition.languages[here.language];
  here.form = here.spoken.form;
  speak(here.spoken.words);
  document.documentElement.lang = here.language;
  await store.setSetting("language", here.language);
}

/** What the last contact with the server told, from the store: the same with and without network. */
export async function remember() {
  const me = await store.setting("me", {});
  here.author = me.user ?? null;
  here.keys = me.keys ?? [];
  here.shifts = me.shifts ?? [];
  here.units = me.units ?? [];
  here.mayRegister = me.may_register ?? false;
  here.device = await store.setting("device");
  here.shift = await store.setting("shift");
  // Its times may have changed at the office.
  const newer = here.shifts.find(({ id }) => id === here.shift?.id);
  if (newer) here.shift = { ...here.shift, ...newer, started: here.shift.started };
}

export const isSetUp = () => Boolean(here.device && here.author && here.keys.length);

export const stamp = () => ({ author: here.author, device: here.device, version: here.definition.version, key: here.keys[0] });

/** How long the tablet has not heard from the server, in days. */
export const daysOut = async () => (Date.now() - (await store.setting("online", 0))) / 86400000;
