/* A slow network at two in the morning invites a second press. The first one counts, and the button says that it does.
   The button is never really disabled: that would take its name and value out of the submission.
   data-submit="repeat" on the form lets it be sent again (downloads, where the page stays). */
const release = () => {
  for (const form of document.querySelectorAll("form[data-submitting]")) {
    delete form.dataset.submitting;
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      if (button.dataset.idleText) button.lastChild.textContent = button.dataset.idleText;
      delete button.dataset.idleText;
    }
  }
};

const showBusy = (button) => {
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  const { busyText } = button.dataset;
  if (busyText && button.lastChild) {
    button.dataset.idleText = button.lastChild.textContent;
    button.lastChild.textContent = busyText;
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  // htmx forms prevent the default and guard themselves with hx-disabled-elt; dialogs only close.
  if (event.defaultPrevented || form.method !== "post" || form.dataset.submit === "repeat") return;
  if ("submitting" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.submitting = "";
  showBusy(event.submitter);
});

// Coming back with the back button restores the page as it was left: busy for ever, were it not for this.
window.addEventListener("pageshow", release);
