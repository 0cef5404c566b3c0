// The inline keyboard under a bubble: rows of equal buttons as wide as the bubble, one tab stop, arrow keys between buttons.

import { icon, make } from "./dom.js";
import { word } from "./words.js";

// A phone gives up on a silent bot too.
const LONGEST_SPIN = 12_000;
const WIDEST_SURE_LABEL = 12;

export class Keyboard {
  #element;
  #onTap;
  /** @type {import("./api.js").Button[][]} */
  #rows = [];
  /** Which tap a button spins for: a late answer to an earlier tap must not stop a newer one. */
  #spins = new WeakMap();

  /** @param {(button: import("./api.js").Button, stop: () => void) => void} onTap `stop` ends the button's spinning */
  constructor(element, onTap) {
    this.#element = element;
    this.#onTap = onTap;
    element.ariaLabel = word("keyboard");
    element.dataset.wordLabel = "keyboard";
    element.addEventListener("click", (event) => this.#tapped(event.target.closest("button")));
    element.addEventListener("keydown", (event) => this.#moved(event));
    element.addEventListener("focusin", (event) => this.#makeTabStop(event.target));
  }

  /** Shows `rows` (null: none). Buttons that stay where they were keep their element, so neither focus nor a press is lost. */
  show(rows) {
    const next = rows ?? [];
    const focused = this.#element.contains(document.activeElement) ? place(document.activeElement) : null;
    const sameShape = next.length === this.#rows.length && next.every((row, i) => row.length === this.#rows[i].length);
    if (!sameShape) this.#element.replaceChildren(...next.map((row, i) => makeRow(row.length, i)));
    next.forEach((row, i) => row.forEach((button, j) => {
      const before = sameShape ? this.#rows[i][j] : null;
      if (!same(before, button)) this.#fill(this.#at(i, j), button);
    }));
    this.#rows = next;
    this.#element.hidden = next.length === 0;
    if (!sameShape && next.length > 0) this.#restore(focused);
  }

  /** Puts the keyboard focus on the first button; false when there is none. */
  focus() {
    this.#at(0, 0)?.focus();
    return this.#rows.length > 0;
  }

  #at(row, column) {
    return this.#element.children[row]?.children[column];
  }

  #fill(element, button) {
    element.className = button.style ? `inline ${button.style}` : "inline";
    element.replaceChildren(make("span", "label", button.text));
    if (button.url) element.append(icon("out"));
    // Only a label that may be clipped needs to be told in full.
    element.title = button.text.length > WIDEST_SURE_LABEL ? button.text : "";
    this.#spins.delete(element);
    element.ariaBusy = null;
  }

  #restore(focused) {
    if (focused === null) return this.#makeTabStop(this.#at(0, 0));
    const row = Math.min(focused.row, this.#rows.length - 1);
    this.#at(row, Math.min(focused.column, this.#rows[row].length - 1)).focus({ preventScroll: true });
  }

  #makeTabStop(chosen) {
    for (const button of this.#element.querySelectorAll("button")) button.tabIndex = button === chosen ? 0 : -1;
  }

  #tapped(element) {
    if (element === null || element.ariaBusy === "true") return;
    const { row, column } = place(element);
    const tap = {};
    const stop = () => {
      if (this.#spins.get(element) !== tap) return;
      this.#spins.delete(element);
      element.ariaBusy = null;
    };
    const button = this.#rows[row][column];
    if (button.url === undefined) {
      this.#spins.set(element, tap);
      element.ariaBusy = "true";
      setTimeout(stop, LONGEST_SPIN);
    }
    this.#onTap(button, stop);
  }

  #moved(event) {
    const { row, column } = place(event.target);
    const target = {
      ArrowLeft: () => this.#at(row, column - 1),
      ArrowRight: () => this.#at(row, column + 1),
      ArrowUp: () => this.#nearest(row - 1, event.target),
      ArrowDown: () => this.#nearest(row + 1, event.target),
      Home: () => this.#at(row, 0),
      End: () => this.#at(row, this.#rows[row].length - 1),
    }[event.key];
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    target()?.focus();
  }

  /** The button of `row` whose middle is nearest to that of `from`: rows differ in their number of buttons. */
  #nearest(row, from) {
    const distance = (button) => Math.abs(middle(button) - middle(from));
    const buttons = [...(this.#element.children[row]?.children ?? [])];
    return buttons.sort((a, b) => distance(a) - distance(b))[0];
  }
}

const place = (element) => ({ row: Number(element.dataset.row), column: Number(element.dataset.column) });

function middle(element) {
  const { left, width } = element.getBoundingClientRect();
  return left + width / 2;
}

const same = (a, b) =>
  a !== null && a.text === b.text && a.style === b.style && a.url === b.url && a.callback_data === b.callback_data;

function makeRow(length, row) {
  const element = make("div", "row");
  for (let column = 0; column < length; column += 1) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.row = row;
    button.dataset.column = column;
    element.append(button);
  }
  return element;
}
