/* − and + around a number input. The input stays the truth: it can be typed in, is validated and submitted as usual. */
const refresh = (stepper) => {
  const input = stepper.querySelector("input");
  const [less, more] = stepper.querySelectorAll("[data-step]");
  const value = input.value === "" ? Number(input.min || 0) : input.valueAsNumber;
  less.disabled = input.disabled || (input.min !== "" && value <= Number(input.min));
  more.disabled = input.disabled || (input.max !== "" && value >= Number(input.max));
};

const step = (input, direction) => {
  if (direction > 0) input.stepUp();
  else input.stepDown();
};

const prepare = (root) => {
  for (const stepper of root.querySelectorAll(".stepper")) {
    stepper.dataset.ready = "";
    refresh(stepper);
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest(".stepper [data-step]");
  if (!button) return;
  const stepper = button.closest(".stepper");
  const input = stepper.querySelector("input");
  if (input.value === "" && input.dataset.start) {
    // Where counting up from nothing would take all night: the first press lands near the likely answer.
    input.value = input.dataset.start;
  } else {
    if (input.value === "") input.value = input.min || "0";
    step(input, Number(button.dataset.step));
  }
  // Others (conditions, the guard against unsaved changes) listen to the form, not to us.
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  const status = stepper.querySelector("[data-stepper-status]");
  if (status) status.textContent = input.value;
  // A button that has just disabled itself would drop the focus on the floor.
  if (button.disabled) input.focus();
});

document.addEventListener("input", (event) => {
  const stepper = event.target.closest?.(".stepper");
  if (stepper) refresh(stepper);
});

document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement ?? document));
prepare(document);
