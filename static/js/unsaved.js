/* <form data-guard-unsaved>: ask before a page with unsaved answers is left.
   data-guard-unsaved="dirty" when the server sends a form back with errors: then nothing of it is saved yet. */
const dirty = new Set();

const guarded = (target) => target.closest?.("form[data-guard-unsaved]");

for (const form of document.querySelectorAll('form[data-guard-unsaved="dirty"]')) dirty.add(form);

const mark = (event) => {
  const form = guarded(event.target);
  if (form) dirty.add(form);
};
document.addEventListener("input", mark);
document.addEventListener("change", mark);

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) dirty.delete(guarded(event.target));
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) dirty.delete(guarded(event.target));
});

window.addEventListener("beforeunload", (event) => {
  // A form that has been swapped out of the page has nothing left to lose.
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});
