/* One tap instead of typing a time: <button data-sets-now="ID"> puts this minute into a datetime-local control.
   <span data-mirrors="ID"> repeats what stands in a control. Stepping from nothing: see data-start in stepper.js. */
const thisMinute = () => {
  const now = new Date();
  now.setMinutes(now.getMinutes() - now.getTimezoneOffset());
  return now.toISOString().slice(0, 16);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sets-now]");
  if (!button) return;
  const control = document.getElementById(button.dataset.setsNow);
  control.value = thisMinute();
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("input", ({ target }) => {
  if (!target.id) return;
  for (const mirror of document.querySelectorAll(`[data-mirrors="${CSS.escape(target.id)}"]`)) {
    mirror.textContent = target.value;
  }
});
