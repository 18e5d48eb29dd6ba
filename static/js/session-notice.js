/* Shortly before somebody is signed out, the page says so and offers to go on. The server knows how long is left:
   another tab may have renewed the session, so it is asked before anything is said. Asking renews nothing. */
const SECONDS_OF_WARNING = 5 * 60;
const SECONDS_BETWEEN_QUESTIONS = 60;

const notice = document.querySelector("[data-session-notice]");
const part = (name) => notice.querySelector(`[data-session-${name}]`);
const form = notice?.querySelector("form");
let timer;

const later = (seconds, what) => {
  clearTimeout(timer);
  timer = setTimeout(what, Math.max(seconds, 1) * 1000);
};

const hide = () => {
  notice.hidden = true;
};

/* Nothing stays on the screen of a tablet left behind, but for a form: what was typed there can still be saved,
   as the server keeps it until the next sign-in. */
const end = () => {
  clearTimeout(timer);
  if (!document.querySelector("form[data-guard-unsaved]")) {
    window.location.reload();
    return;
  }
  part("soon").hidden = true;
  part("over").hidden = false;
  notice.hidden = false;
};

const show = ({ seconds, can_stay: canStay }) => {
  const at = new Date(Date.now() + seconds * 1000);
  part("end").textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  form.hidden = !canStay;
  notice.hidden = false;
};

const judge = (left) => {
  if (left.seconds <= 0) end();
  else if (left.seconds > SECONDS_OF_WARNING) {
    hide();
    later(left.seconds - SECONDS_OF_WARNING, ask);
  } else {
    if (notice.hidden) show(left);
    later(Math.min(left.seconds + 1, SECONDS_BETWEEN_QUESTIONS), ask);
  }
};

const send = async (url, options) => {
  try {
    const answer = await fetch(url, { ...options, redirect: "manual", headers: { Accept: "application/json" } });
    if (answer.ok) judge(await answer.json());
    else end();
  } catch {
    // No network is no answer: ask again, and say nothing that may be wrong.
    later(SECONDS_BETWEEN_QUESTIONS, ask);
  }
};

const ask = () => send(notice.dataset.sessionNotice);

if (notice) {
  judge({ seconds: Number(notice.dataset.sessionSeconds), can_stay: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form.action, { method: "POST", body: new FormData(form) });
  });
  // Timers stand still while a tablet sleeps.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask();
  });
}
