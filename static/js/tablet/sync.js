/* Sending. Nothing leaves the outbox without a receipt for it, and nothing is given up: not after any number of tries, not
   when somebody else signs in, not by an upgrade. One tab sends at a time; one bad record holds nobody up. */
import { anyOpen, releaseOrphans } from "./draft.js";
import { asItem } from "./seal.js";
import * as store from "./store.js";

const API = "api/";
const BATCH = 20;
const ASKED = 100;
const PATIENCE = 20000;
const PAUSES = [5000, 15000, 30000, 60000];
const DAY = 24 * 60 * 60 * 1000;
const DRAFT_GOES_ON = 12 * 60 * 60 * 1000;
const REFUSED_AGAIN = 60 * 60 * 1000;
const RECHECK = 5 * 60 * 1000;
// Answers that mean: the server has it.
const THERE = ["stored", "duplicate", "conflict"];
const SETTLED = ["done", "let_go"];

export const state = { me: null, joint: null, reason: null, waiting: 0, refused: 0, sent: 0, drafts: 0, busy: false };
export const changes = new EventTarget();
let keptDays = 14;
let csrf = "";
let failures = 0;
let timer;
let again = null;
let asked = 0;
// What the server has though the storage could not note it: it is not offered again before the next start.
const delivered = new Set();

const tell = () => changes.dispatchEvent(new Event("change"));

export async function count() {
  const all = await store.records();
  state.waiting = all.filter(({ state: where }) => where === "waiting").length;
  state.refused = all.filter(({ state: where, refused }) => where === "waiting" && refused).length;
  state.sent = all.filter(({ state: where }) => where === "sent").length;
  state.drafts = (await store.drafts()).length;
  tell();
}

class Stop extends Error {}

/** An answer as JSON, or a Stop that says why there is none. */
async function call(path, body) {
  let answer;
  try {
    answer = await fetch(API + path, {
      method: body ? "POST" : "GET",
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
      headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...(body && { "Content-Type": "application/json", "X-CSRFToken": csrf }) },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Stop("offline");
  }
  const said = await answer.json().catch(() => null);
  const stale = answer.status === 403 && said?.code === "csrf";
  if (answer.type === "opaqueredirect" || answer.status === 401 || (answer.status === 403 && !stale)) throw new Stop("signed_out");
  // Signed in anew in another tab: the next round asks for the new token.
  if (stale) throw new Stop("server");
  // Cut off on its way: what is not whole says nothing, least of all that there is nothing.
  if (answer.ok && said === null) throw new Stop("offline");
  return { status: answer.status, said: said ?? {} };
}

/** A full storage must not keep what is in it from being sent, which makes room again. */
const remember = (name, value) => store.setSetting(name, value).catch(() => {});
/** Whether it could be noted. */
const mark = (id, changed) => store.change(id, changed).then(() => true, () => false);

/** Another account has the tablet now: what was chosen, and how many were met, is nothing of hers unless she is on it too. */
async function changeHands(user, shifts) {
  const [before, chosen] = [await store.setting("me"), await store.setting("shift")];
  if (!before?.user || before.user === user || shifts.some(({ id }) => id === chosen?.id)) return;
  await remember("shift", null);
  await remember("tally", {});
}

/** Who is signed in, the keys, the shifts: kept for when there is no network. It holds no person that was met. */
export async function askMe() {
  const [device, shift] = [await store.setting("device"), await store.setting("shift")];
  const { status, said } = await call(`me?${new URLSearchParams({ ...(device && { device }), ...(shift && { shift: shift.id }) })}`);
  if (status !== 200) throw new Stop("server");
  csrf = said.csrf ?? "";
  state.me = said;
  const { user, keys, shifts, units, now } = said;
  await changeHands(user, shifts);
  await remember("me", { user, keys, shifts, units });
  await remember("online", Date.now());
  state.skew = Date.now() - Date.parse(now);
  // In memory alone: what others have met is kept on no tablet.
  state.joint = said.tally && { shift: shift.id, roles: said.tally, at: Date.now() };
  return said;
}

export async function register(name, unit) {
  const { status, said } = await call("devices", { name, unit });
  if (status === 201) await store.setSetting("device", said.device);
  return status === 201 ? null : said.message ?? said.code ?? String(status);
}

/**
 * A server restored from a backup does not know what it gave receipts for: it is offered our sealed copies again.
 * False when it has not said of all, or not all of it could be noted: then it is asked again.
 */
async function askStatuses(restored) {
  const due = (await store.records()).filter((record) =>
    record.state === "sent" && (restored || !SETTLED.includes(record.status)));
  if (due.length === 0 || (!restored && Date.now() - asked < RECHECK)) return true;
  let whole = true;
  for (let start = 0; start < due.length; start += ASKED) {
    const { status, said } = await call("statuses", { ids: due.slice(start, start + ASKED).map(({ id }) => id) });
    if (status !== 200) return false;
    for (const { id, status: found, reason } of said.items) {
      whole = await mark(id, found === "unknown"
        ? { state: "waiting", receipt: null, receipt_at: null, answer: null, status: null, refused: null }
        : { status: found, reason }) && whole;
    }
  }
  if (whole) asked = Date.now();
  return whole;
}

/** Answers come in the order in which the records were sent. */
async function note(batch, answers) {
  for (const [index, { id }] of batch.entries()) {
    const { answer, receipt, code, message } = answers[index] ?? {};
    if (!answer) continue;
    if (THERE.includes(answer)) {
      const noted = await mark(id, { state: "sent", answer, receipt, receipt_at: Date.now(), refused: null, status: "waiting" });
      if (!noted) delivered.add(id);
    } else {
      await mark(id, { refused: message ?? code ?? answer, refused_at: Date.now() });
    }
  }
}

const due = (records, tried, forced) =>
  records
    .filter(({ id, state: where, refused, refused_at: at }) =>
      where === "waiting" && !tried.has(id) && !delivered.has(id) && (!refused || forced || Date.now() - at > REFUSED_AGAIN))
    .sort((one, other) => (one.id < other.id ? -1 : 1));

/** Send what waits. A batch that the server can't take is sent in halves, down to the one record that it can't. */
async function sendAll(device, forced) {
  const tried = new Set();
  let size = BATCH;
  let revoked = false;
  let trouble = null;
  for (;;) {
    const batch = due(await store.records(), tried, forced).slice(0, size);
    if (batch.length === 0) break;
    const { status, said } = await call("items", { device, sent_at: new Date().toISOString(), items: batch.map(asItem) });
    const answered = status === 200 || (status === 409 && said.code === "revoked");
    if (!answered && batch.length > 1) {
      size = Math.ceil(batch.length / 2);
      continue;
    }
    for (const { id } of batch) tried.add(id);
    if (answered) {
      revoked ||= status === 409;
      await note(batch, said.items ?? []);
      size = Math.min(BATCH, size * 2);
    } else {
      trouble = "server";
      if (status < 500) await mark(batch[0].id, { refused: said.message ?? said.code ?? String(status), refused_at: Date.now() });
    }
    await count();
  }
  if (revoked) throw new Stop("revoked");
  if (trouble) throw new Stop(trouble);
}

/** Copies older than the promise, counted from the receipt, and never one that the server does not know. */
async function purge() {
  for (const { id, state: where, receipt_at: at } of await store.records()) {
    if (where === "sent" && Date.now() - at > keptDays * DAY) await store.remove(id);
  }
}

/** The server has revoked this tablet and has what was on it: nothing stays. */
async function clear() {
  await store.destroy();
  for (const name of await caches.keys()) await caches.delete(name);
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  window.location.replace("/");
}

async function cycle(forced) {
  await releaseOrphans(DRAFT_GOES_ON);
  await count();
  const me = await askMe();
  const device = await store.setting("device");
  if (!device) throw new Stop("not_set_up");
  const before = await store.setting("epoch");
  const restored = forced || (before !== null && before !== me.epoch);
  if (restored) delivered.clear();
  const told = me.revoked || (await askStatuses(restored));
  await sendAll(device, forced || me.revoked);
  if (me.revoked) throw new Stop("revoked");
  if (told) await remember("epoch", me.epoch);
  await purge();
}

async function attempt(forced) {
  clearTimeout(timer);
  state.busy = true;
  tell();
  try {
    await cycle(forced);
    state.reason = null;
    failures = 0;
  } catch (error) {
    state.reason = error instanceof Stop ? error.message : "storage";
    state.joint = null;
    if (state.reason === "revoked") {
      // What is being written is sealed first, and delivered by the next round.
      await state.beforeClearing();
      await releaseOrphans(0);
      // A form in another tab is sealed by that one.
      if (due(await store.records(), new Set(), true).length === 0 && !(await anyOpen())) return clear();
    }
    failures += 1;
  } finally {
    state.busy = false;
  }
  // Whatever the storage does, it is said, and tried again.
  await count().catch(() => {
    state.reason = "storage";
    tell();
  });
  changes.dispatchEvent(new Event("answered"));
  if ((state.waiting > 0 && state.reason !== "signed_out") || ["revoked", "storage"].includes(state.reason)) {
    timer = setTimeout(() => sync(), PAUSES[Math.min(Math.max(failures - 1, 0), PAUSES.length - 1)]);
  } else if (state.joint) {
    timer = setTimeout(() => { if (!document.hidden) sync(); }, PAUSES.at(-1));
  }
  return null;
}

/** One sending at a time, over all tabs; what was asked for meanwhile is done afterwards. */
export async function sync({ forced = false } = {}) {
  if (state.busy) {
    again = { forced: forced || Boolean(again?.forced) };
    return;
  }
  await navigator.locks.request("ledljus-send", { ifAvailable: !forced }, async (lock) => {
    if (!lock) {
      timer = setTimeout(() => sync(), PAUSES[0]);
      return;
    }
    await attempt(forced);
    while (again) {
      const asked = again;
      again = null;
      await attempt(asked.forced);
    }
  });
}

export function begin(days, beforeClearing) {
  keptDays = days;
  state.beforeClearing = beforeClearing;
  window.addEventListener("online", () => sync());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
  sync();
}
