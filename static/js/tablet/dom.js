/* Elements without strings of HTML: el("button", { class: "ds-button", onclick }, icon("check"), t("Save")). */
let words = {};

export const speak = (dictionary) => { words = dictionary; };

/** The words in the chosen language; the key is the English itself. {name} is filled in. */
export const t = (text, values = {}) =>
  Object.entries(values).reduce((found, [name, value]) => found.replaceAll(`{${name}}`, String(value)), words[text] || text);

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const icon = (name) => document.querySelector(`template[data-icon="${CSS.escape(name)}"]`).content.cloneNode(true);

/** No control on the tablet is ever remembered, completed or sent to a spelling service. */
export const QUIET = { autocomplete: "off", spellcheck: "false", autocapitalize: "off" };

export const button = (text, picture, onclick, attributes = {}) =>
  el("button", { type: "button", class: "ds-button", onclick, ...attributes }, picture ? icon(picture) : null, t(text));

export const notice = (tone, picture, title, ...body) =>
  el("div", { class: "notice", "data-tone": tone }, icon(picture), el("div", { class: "notice__body" }, el("strong", {}, title), body));

/** A moment as <input type="datetime-local"> has it. */
export function localMoment(date) {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60000);
  return shifted.toISOString().slice(0, 16);
}

export const clock = (date) => localMoment(new Date(date)).slice(11);
