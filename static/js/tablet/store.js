/* What lies on the tablet: sealed records, drafts under a passkey's key, and settings without any person.
   Each step brings the database one version on and keeps what is in it. A step that was released is never changed. */
const NAME = "ledljus-falt";

export const STEPS = [
  (db) => {
    db.createObjectStore("outbox", { keyPath: "id" });
    db.createObjectStore("settings", { keyPath: "name" });
  },
  (db, transaction) => {
    db.createObjectStore("drafts", { keyPath: "id" });
    transaction.objectStore("outbox").createIndex("state", "state");
  },
];

let database = null;
let busy = () => false;
let outdated = () => {};

/** BUSY says whether a form is open, which an upgrade from another tab waits for; OUTDATED is told when it came. */
export function watchUpgrades(isBusy, whenOutdated) {
  busy = isBusy;
  outdated = whenOutdated;
}

export function open(steps = STEPS) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, steps.length);
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const step of steps.slice(oldVersion)) step(request.result, request.transaction);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      database = request.result;
      database.onversionchange = () => letGo();
      database.onclose = () => { database = null; };
      resolve(database);
    };
  });
}

let wanted = false;

/** Another tab brings a newer version of the database: it waits until no form is open here. */
export function letGo() {
  wanted = true;
  if (busy()) return;
  database?.close();
  database = null;
  outdated();
}

export const letGoIfWanted = () => { if (wanted) letGo(); };

/** The result of a request inside a transaction. */
export const ask = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** WORK in one transaction that is on the disk when the promise resolves; all of it, or nothing. */
export async function run(stores, work, mode = "readwrite") {
  if (!database) await open();
  const transaction = database.transaction(stores, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("Aborted", "AbortError"));
  });
  done.catch(() => {}); // Read below, after WORK.
  let result;
  try {
    result = await work(...stores.map((name) => transaction.objectStore(name)));
  } catch (error) {
    try { transaction.abort(); } catch { /* It is over already. */ }
    await done.catch(() => {});
    throw transaction.error ?? error;
  }
  await done;
  return result;
}

const look = (stores, work) => run(stores, work, "readonly");

export const setting = (name, otherwise = null) =>
  look(["settings"], async (settings) => (await ask(settings.get(name)))?.value ?? otherwise);

export const setSetting = (name, value) => run(["settings"], (settings) => ask(settings.put({ name, value })));

export const record = (id) => look(["outbox"], (outbox) => ask(outbox.get(id)));
export const records = () => look(["outbox"], (outbox) => ask(outbox.getAll()));
export const drafts = () => look(["drafts"], (store) => ask(store.getAll()));

async function count(settings, { shift, role }, more = 1) {
  const { value } = (await ask(settings.get("tally"))) ?? { value: {} };
  const counted = value.shift === shift ? value.roles : {};
  const roles = { ...counted, [role]: Math.max((counted[role] ?? 0) + more, 0) };
  await ask(settings.put({ name: "tally", value: { shift, roles } }));
}

/** The record is sealed and its draft gone, in one: never both, never neither.
    "taken" when this identifier has been sent already: then it needs a new one that names it. */
export const commit = (record, tally) =>
  run(["outbox", "drafts", "settings"], async (outbox, store, settings) => {
    const there = await ask(outbox.get(record.id));
    if (there && (there.state !== "held" || there.author !== record.author)) return there.header === record.header ? "saved" : "taken";
    await ask(outbox.put(record));
    await ask(store.delete(record.id));
    if (tally && !there) await count(settings, tally);
    return "saved";
  });

/** What is being written, sealed but held back; with a passkey the draft too, to go on with. Never over a saved record. It
    counts from now on, as it goes to the office whatever becomes of the browser. */
export const hold = (record, draft, tally) =>
  run(["outbox", "drafts", "settings"], async (outbox, store, settings) => {
    const there = await ask(outbox.get(record.id));
    if (there && (there.state !== "held" || there.author !== record.author)) return;
    await ask(outbox.put(record));
    if (draft) await ask(store.put(draft));
    if (tally && !there) await count(settings, tally);
  });

/** Thrown away by the one who wrote it, before it was saved. */
export const discard = (id, tally) =>
  run(["outbox", "drafts", "settings"], async (outbox, store, settings) => {
    const there = await ask(outbox.get(id));
    if (there?.state === "held") {
      await ask(outbox.delete(id));
      if (tally) await count(settings, tally, -1);
    }
    await ask(store.delete(id));
  });

export const change = (id, changes) =>
  run(["outbox"], async (outbox) => {
    const there = await ask(outbox.get(id));
    if (there) await ask(outbox.put({ ...there, ...(typeof changes === "function" ? changes(there) : changes) }));
  });

async function letOff(outbox, store, id) {
  const there = await ask(outbox.get(id));
  await ask(store.delete(id));
  if (there?.state === "held") await ask(outbox.put({ ...there, state: "waiting" }));
}

/** What was held back is to be sent: its form is closed, or its draft waited too long. */
export const release = (id) => run(["outbox", "drafts"], (outbox, store) => letOff(outbox, store, id));

/** The end of a shift, after what was HELD back on it, and the settings that come with it: all of it, or nothing. */
export const end = (record, held, set) =>
  run(["outbox", "drafts", "settings"], async (outbox, store, settings) => {
    for (const id of held) await letOff(outbox, store, id);
    await ask(outbox.put(record));
    for (const [name, value] of Object.entries(set)) await ask(settings.put({ name, value }));
  });

export const remove = (id) => run(["outbox"], (outbox) => ask(outbox.delete(id)));

/** Only when the server has revoked this tablet and has what was sealed on it. */
export function destroy() {
  database?.close();
  database = null;
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onblocked = resolve;
    request.onerror = () => reject(request.error);
  });
}
