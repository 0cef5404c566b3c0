// Making elements from the templates of index.html.

import { translate } from "./words.js";

/** A translated copy of the only element of template `id`. */
export function fromTemplate(id) {
  const element = document.getElementById(id).content.firstElementChild.cloneNode(true);
  translate(element);
  return element;
}

/** An element with a class and a text. */
export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.ariaHidden = "true";
  svg.append(use);
  return svg;
}

/** Fills a round avatar: the first letter, on one of six hues that an id always gets again. */
export function paintAvatar(element, id, name) {
  element.textContent = [...name.trim()][0]?.toUpperCase() ?? "?";
  element.style.setProperty("--hue", hueOf(id));
}

export const hueOf = (id) => [210, 28, 150, 275, 345, 185][Math.abs(id) % 6];
