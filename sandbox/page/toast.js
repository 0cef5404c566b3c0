// What a bot answers to a tap: a few words that fade, or an alert to close.

const SHORTEST = 2_000;
const PER_CHARACTER = 40;

/** Shows short texts in `element`, one at a time, each long enough to be read. */
export class Toast {
  #element;
  #timer = 0;

  constructor(element) {
    this.#element = element;
  }

  say(text) {
    clearTimeout(this.#timer);
    this.#element.textContent = text;
    this.#element.classList.add("shown");
    this.#timer = setTimeout(() => this.fade(), SHORTEST + PER_CHARACTER * text.length);
  }

  fade() {
    clearTimeout(this.#timer);
    this.#element.classList.remove("shown");
    // Emptied when it can't be seen any more, so that it takes no place and isn't read again.
    this.#timer = setTimeout(() => { this.#element.textContent = ""; }, 300);
  }
}

/** A modal text that waits for OK. A second one replaces the first, as it does on a phone. */
export function alertModally(title, text) {
  const dialog = document.getElementById("alert");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("p").textContent = text;
  if (!dialog.open) dialog.showModal();
}
