/* <form data-draft data-save-to="…">: what is typed is kept on the server while it is typed, so that a crash loses nothing.
   Saved two seconds after the last key, at the latest every eight while somebody types, and whenever a field or the page is left.
   data-draft="dirty": the server sent the form back, and nothing of it is saved yet. */
const IDLE = 2000;
const LONGEST = 8000;
const RETRIES = [3000, 6000, 15000, 30000];
const KEEPALIVE = 60000; // The browser lets no more than 64 kB go on after the page.

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.typed = form.dataset.draft === "dirty" ? 1 : 0;
    this.kept = 0;
    this.failures = 0;
    this.sending = false;
    this.stopped = false;
    this.leaving = false;
    form.addEventListener("input", () => this.change());
    form.addEventListener("change", () => this.change());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.save(true));
    window.addEventListener("online", () => this.save());
    window.addEventListener("pageshow", () => { this.leaving = false; });
    window.addEventListener("beforeunload", (event) => {
      if (!this.unsaved || this.leaving) return;
      this.save(true);
      event.preventDefault();
    });
    if (this.unsaved) this.later(IDLE);
  }

  get unsaved() { return this.typed > this.kept; }

  change() {
    this.typed += 1;
    this.since ??= Date.now();
    const waited = Date.now() - this.since;
    this.later(Math.max(0, Math.min(IDLE, LONGEST - waited)));
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  leave() {
    this.leaving = true;
    clearTimeout(this.timer);
  }

  say(text, tone = "") {
    this.status.textContent = text;
    this.status.dataset.tone = tone;
  }

  async save(goesOn = false) {
    if (!this.unsaved || this.sending || this.stopped || this.leaving) return;
    clearTimeout(this.timer);
    this.sending = true;
    const upTo = this.typed;
    this.since = undefined;
    if (!this.failures) this.say(this.form.dataset.saving);
    try {
      const body = new URLSearchParams(new FormData(this.form));
      const keepalive = goesOn && body.toString().length < KEEPALIVE;
      const options = { method: "POST", body, redirect: "manual", keepalive, headers: { Accept: "application/json" } };
      await this.read(await fetch(this.form.dataset.saveTo, options), upTo);
    } catch {
      this.retry();
    } finally {
      this.sending = false;
    }
    if (this.unsaved && !this.failures) this.later(IDLE);
  }

  async read(response, upTo) {
    if (response.ok) {
      const { version, at } = await response.json();
      this.form.elements.seen.value = version;
      this.kept = upTo;
      this.failures = 0;
      this.say(`${this.form.dataset.saved} ${at}`);
      // Opened again, the page shows the draft and not an empty form.
      window.history.replaceState(null, "", this.form.getAttribute("action"));
    } else if (response.type === "opaqueredirect" || response.status === 403) {
      this.stop(this.form.dataset.signedOut);
    } else if (response.status === 409 || response.status === 422) {
      // Nothing is overwritten: the full page, when it is sent, shows both texts.
      this.stop((await response.json()).message, response.status === 422);
    } else if (response.status === 404) {
      this.stop(this.form.dataset.gone);
    } else {
      this.retry();
    }
  }

  stop(text, onlyThis = false) {
    this.say(text, "danger");
    // What was too long may be shortened: the next key tries again.
    if (onlyThis) this.failures = 1; else this.stopped = true;
  }

  retry() {
    this.say(this.form.dataset.notSaved, "danger");
    this.later(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
