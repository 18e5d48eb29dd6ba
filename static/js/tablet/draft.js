/* A form that is being written. What is typed is in memory; a moment after each answer it is sealed, held back in the outbox
   as "unfinished", so that a killed browser loses nothing and the disk holds nothing that can be read. With a passkey it is
   kept under its key too, to go on with after the lock. Saving puts the finished record in its place: one identifier, one row. */
import { seal, uuid7 } from "./seal.js";
import * as passkey from "./passkey.js";
import * as store from "./store.js";

const PAUSE = 400;
// A form that another tab has open is not waited for longer.
const PATIENCE = 2000;
const OPEN = "ledljus-form";
export const lockName = (id) => `ledljus-draft-${id}`;

/** Whether a form is open in any tab: then a new version of the shell waits. */
export const anyOpen = async () => (await navigator.locks.query()).held.some(({ name }) => name === OPEN);

/** Held as long as the promise that RELEASED resolves; the browser lets go when the page dies. */
const holdLock = (name, mode, signal) =>
  new Promise((resolve, reject) => {
    navigator.locks.request(name, { mode, signal }, () => {
      let letGo;
      const until = new Promise((done) => { letGo = done; });
      resolve(letGo);
      return until;
    }).catch(reject);
  });

export class Draft {
  /** STAMP gives {author, device, version, key}; SAY gives what is in the form now. */
  constructor({ role, shift, author, corrects = null, id = uuid7(), stamp, say }) {
    Object.assign(this, { id, role, shift, author, corrects, stamp, say });
    this.closed = false;
    this.queue = Promise.resolve();
    this.trouble = () => {};
  }

  /** Throws where another tab has it open. */
  async open() {
    this.letGo = [await holdLock(OPEN, "shared")];
    this.letGo.push(await holdLock(lockName(this.id), "exclusive", AbortSignal.timeout(PATIENCE)));
  }

  /** An answer was given. */
  touch() {
    this.dirty = true;
    this.touched = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  /** One after the other: an older state never comes after a newer one. */
  #then(work) {
    const next = this.queue.then(work);
    this.queue = next.catch(() => {});
    return next;
  }

  /** What it adds to those met on the shift; a correction stands for somebody who was counted. */
  #tally() {
    return this.corrects ? null : { shift: this.shift, role: this.role };
  }

  keep() {
    clearTimeout(this.timer);
    if (!this.dirty) return this.queue;
    return this.#then(() => this.#keep()).catch((error) => this.trouble(error));
  }

  async #keep() {
    if (this.closed || !this.dirty) return;
    this.dirty = false;
    const said = this.say(false);
    const record = await seal({ ...this.stamp(), id: this.id, form: "unfinished", corrects: this.corrects }, said);
    record.state = "held";
    let draft = null;
    if (passkey.isOpen()) {
      const { author, role, shift, corrects } = this;
      draft = { id: this.id, at: record.saved_at, ...(await passkey.encrypt({ author, role, shift, corrects, fields: said.fields })) };
    }
    try {
      await store.hold(record, draft, this.#tally());
    } catch (error) {
      this.dirty = true;
      throw error;
    }
  }

  /** Seal the finished form and delete the draft, in one transaction. Throws when it could not be saved: nothing is lost. */
  save(complete) {
    clearTimeout(this.timer);
    return this.#then(async () => {
      if (this.closed) return;
      const said = this.say(complete);
      const stamp = { ...this.stamp(), form: "encounter", corrects: this.corrects };
      if (await store.commit(await seal({ ...stamp, id: this.id }, said), this.#tally()) === "taken") {
        // The unfinished one has gone already, and is counted: this corrects it.
        await store.commit(await seal({ ...stamp, id: uuid7(), corrects: this.id }, said));
      }
      this.close();
    });
  }

  /** The tablet locks. With a passkey the draft is kept under its key; without, what is there goes to the office unfinished.
      "full" where neither could be written: then it stays in memory, behind the curtain. */
  async lock() {
    await this.keep();
    if (this.dirty && !this.closed) return "full";
    const goesOn = passkey.isOpen();
    await this.#then(async () => {
      if (!this.closed && !goesOn) await store.release(this.id);
    });
    this.close();
    return goesOn ? "kept" : "unfinished";
  }

  async discard() {
    clearTimeout(this.timer);
    await this.#then(async () => {
      if (!this.closed) await store.discard(this.id, this.#tally());
    });
    this.close();
  }

  /** Let go of it; what lies on the disk stays there. */
  close() {
    this.closed = true;
    // Nothing is left to lose: the browser need not ask before the page is loaded anew.
    this.dirty = false;
    clearTimeout(this.timer);
    for (const letGo of this.letGo ?? []) letGo();
    this.letGo = [];
    store.letGoIfWanted();
  }
}

/** The names of what is open in any tab. */
export const locks = async () => new Set((await navigator.locks.query()).held.map(({ name }) => name));

/** Held records whose form is open nowhere: sent as they are, unless a passkey can still open their draft. */
export async function releaseOrphans(longest) {
  const held = (await store.records()).filter(({ state }) => state === "held");
  if (held.length === 0) return;
  const open = await locks();
  const kept = new Set((await store.drafts()).map(({ id }) => id));
  for (const { id, saved_at: savedAt } of held) {
    const goesOn = kept.has(id) && Date.now() - Date.parse(savedAt) < longest;
    // One that a full storage can't let go of must not keep the others from being sent: it is tried again.
    if (!open.has(lockName(id)) && !goesOn) await store.release(id).catch(() => {});
  }
}
