/* <details data-menu> is a menu: it must let go when one looks elsewhere. Opening needs no script. */
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

const closeOutside = (target) => {
  for (const menu of openMenus()) {
    if (!menu.contains(target)) menu.open = false;
  }
};

document.addEventListener("click", (event) => closeOutside(event.target));
document.addEventListener("focusin", (event) => closeOutside(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    // Back to where the menu was opened, or the keyboard is left nowhere.
    menu.querySelector("summary").focus();
  }
});
