/* Forms that are not finished: those that a passkey can go on with, those in another tab, and the rest. */
import { button, el, notice, t } from "./dom.js";
import { lockName, locks } from "./draft.js";
import { openForm } from "./encounter.js";
import { here, words } from "./here.js";
import * as passkey from "./passkey.js";
import * as store from "./store.js";

/** The drafts that can be opened now: {id, at, author, role, shift, corrects, fields}, or null in the place of what can't. The
    passkey is the tablet's, and whoever holds the tablet opens it: another's form is shown to nobody, and stays hers. */
async function opened() {
  const found = new Map();
  for (const { id, at, iv, bytes } of passkey.isOpen() ? await store.drafts() : []) {
    const draft = await passkey.decrypt({ iv, bytes });
    found.set(id, draft?.author === here.author ? { id, at, ...draft } : null);
  }
  return found;
}

const on = (shift, drafts) => [...drafts.values()].filter((draft) => draft?.shift === shift);

export const draftsOn = async (shift) => on(shift, await opened());

/** What is in the way of the end of SHIFT: drafts to go on with, how many forms are open in another tab (nobody can tell
    of which shift), and the identifiers of what is held back and belongs before the end. */
export async function beforeTheEnd(shift) {
  const [drafts, open] = [await opened(), await locks()];
  const rows = (await store.records()).filter(({ state }) => state === "held");
  const isElsewhere = ({ id }) => open.has(lockName(id));
  const others = rows.filter((row) => !isElsewhere(row) && (drafts.get(row.id)?.shift ?? shift) === shift);
  return {
    drafts: on(shift, drafts).filter((draft) => !isElsewhere(draft)),
    elsewhere: rows.filter(isElsewhere).length,
    held: others.map(({ id }) => id),
  };
}

/** The way to go on with one; LEAVE is called when it is saved or thrown away. */
const goOn = ({ id, at, role, corrects, fields }, leave, text = t("Go on writing")) =>
  button(text, "arrow-right", () => openForm({ id, role, corrects, values: new Map(Object.entries(fields)), leave }), { "data-resume": id, "data-at": at });

export const notices = (drafts, leave) => drafts.map((draft) =>
  notice("lamp", "edit", t("A form is not finished ({when})", { when: words(draft.at) }), el("div", { class: "button-row" }, goOn(draft, leave))));

/** Said before a shift is ended: she can go on with them first, and end it all the same. */
export function notFinished({ drafts, elsewhere }, leave) {
  if (drafts.length + elsewhere === 0) return [];
  return el("div", { "data-unfinished": drafts.length + elsewhere }, notice("warning", "edit", t("Forms that are not finished: {n}", { n: drafts.length + elsewhere }),
    drafts.length ? el("p", {}, t("If you end the shift now, they go to the office unfinished, before the end of the shift.")) : null,
    elsewhere ? el("p", {}, t("One that is open in another tab can only be finished there.")) : null,
    el("div", { class: "button-row" }, drafts.map((draft) => goOn(draft, leave, `${t("Go on writing")} (${words(draft.at)})`)))));
}
