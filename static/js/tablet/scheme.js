/* Light or dark. By itself dark from dusk to dawn: a bright screen in a dark car is seen from across the street. */
import { here } from "./here.js";
import { setSetting, setting } from "./store.js";

const RADIAN = Math.PI / 180;

/** Whether the sun is under the horizon, to within some minutes. */
export function isDark(moment, { latitude, longitude }) {
  const start = Date.UTC(moment.getUTCFullYear(), 0, 1);
  const day = (moment.getTime() - start) / 86400000;
  const angle = (2 * Math.PI * (day - 81)) / 365;
  const declination = 23.44 * RADIAN * Math.sin(angle);
  const hour = moment.getUTCHours() + moment.getUTCMinutes() / 60 + longitude / 15 - 12;
  const height = Math.sin(latitude * RADIAN) * Math.sin(declination)
    + Math.cos(latitude * RADIAN) * Math.cos(declination) * Math.cos(hour * 15 * RADIAN);
  return height < 0;
}

export async function applyScheme() {
  const chosen = await setting("scheme", "auto");
  const dark = isDark(new Date(), here.definition.sun);
  document.documentElement.dataset.colorScheme = chosen === "auto" ? (dark ? "dark" : "light") : chosen;
}

export async function chooseScheme(scheme) {
  await setSetting("scheme", scheme).catch(() => {});
  await applyScheme();
}
