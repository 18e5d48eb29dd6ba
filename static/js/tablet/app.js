/* The tablet. Everything is drawn here, from the definition that lies beside it. */
import { t } from "./dom.js";
import { refreshStatus, useFrame } from "./frame.js";
import { chooseLanguage, here, isSetUp, loadCards, loadDefinition, remember } from "./here.js";
import * as lock from "./lock.js";
import { outbox } from "./more.js";
import { applyScheme } from "./scheme.js";
import { correct, follow, home } from "./screens.js";
import { ready } from "./seal.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import * as update from "./update.js";

const MINUTES = 60000;

/** A form that is being written is left by its own buttons alone. */
const unless = (work) => () => { if (!here.draft) work(); else here.draft.leave(); };

const isWriting = () => (here.draft !== null && !here.draft.closed) || lock.holdsForm();

const reload = () => {
  here.isOld = true;
  if (!isWriting()) window.location.reload();
};

async function begin() {
  store.watchUpgrades(isWriting, reload);
  await loadDefinition();
  await store.open();
  await chooseLanguage(await store.setting("language", "sv"));
  await applyScheme();
  await remember();
  if (isSetUp()) ready();
  // Kept by the browser also when its disk fills up.
  navigator.storage?.persist?.();
  useFrame({
    home: unless(home), outbox: unless(() => outbox(home, correct)), hide: lock.quickHide, lock: lock.lock,
  });
  sync.changes.addEventListener("change", refreshStatus);
  sync.changes.addEventListener("answered", () => { if (!lock.isLocked()) follow().catch(() => {}); });
  await sync.count();
  await lock.begin(home);
  loadCards();
  sync.begin(here.definition.kept_days, lock.lock);
  setInterval(applyScheme, 10 * MINUTES);
  setInterval(update.look, 60 * MINUTES);
  await update.begin(document.body.dataset.worker, reload);
}

window.addEventListener("beforeunload", (event) => { if (here.draft?.dirty) event.preventDefault(); });

begin().catch(() => {
  const main = document.getElementById("main");
  main.replaceChildren(Object.assign(document.createElement("h1"), { textContent: t("The tablet could not start") }));
});
