// The messages of one chat, in order, and where the reader stands among them.

import { MessageView } from "./message.js";

const NEAR = 48;

export class Log {
  #scroller;
  #list;
  #views = new Map();
  #onTap;
  #onPlace;
  #onEdit;
  #person;
  #atEnd = true;
  #missed = 0;
  /** The focus was on a button that went away; it belongs on the next keyboard that comes. */
  #focusOwed = false;

  /**
   * @param {(message: import("./api.js").Message, button: import("./api.js").Button, stop: () => void) => void} onTap
   * @param {(atEnd: boolean, missed: number) => void} onPlace the reader came to the end or left it; messages came meanwhile
   * @param {(lines: string[]) => void} onEdit a message says new lines
   */
  constructor(scroller, person, { onTap, onPlace, onEdit }) {
    this.#scroller = scroller;
    this.#person = person;
    this.#list = scroller.querySelector(".messages");
    this.#onTap = onTap;
    this.#onPlace = onPlace;
    this.#onEdit = onEdit;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // Pictures arrive, the window and the composer change their heights: who reads the end goes on reading the end.
    const observer = new ResizeObserver(() => this.#atEnd && this.toEnd());
    observer.observe(this.#list);
    observer.observe(scroller);
  }

  get isEmpty() {
    return this.#views.size === 0;
  }

  /** The person's own newest message that can be edited (a text), if any. */
  get lastOwnText() {
    return [...this.#views.values()].map((view) => view.message).findLast((message) => this.#isOwnText(message));
  }

  /** Makes the list say exactly `messages`, changing only what differs: after a reconnection nothing jumps. */
  reset(messages) {
    // Busy: a screen reader need not read a whole history aloud.
    this.#scroller.ariaBusy = "true";
    const ids = new Set(messages.map((message) => message.message_id));
    this.#keepPlace(() => {
      this.#drop([...this.#views.keys()].filter((id) => !ids.has(id)));
      for (const message of messages) this.#put(message);
    });
    requestAnimationFrame(() => { this.#scroller.ariaBusy = "false"; });
  }

  /** A new message, or a new version of one. */
  put(message) {
    const isNew = !this.#views.has(message.message_id);
    if (isNew && this.#isOwn(message)) this.#atEnd = true;
    this.#keepPlace(() => {
      const view = this.#put(message);
      if (isNew) view.element.classList.add("arriving");
      if (this.#focusOwed && view.focusKeyboard()) this.#focusOwed = false;
    });
    if (isNew && !this.#atEnd) this.#onPlace(false, (this.#missed += 1));
  }

  delete(ids) {
    this.#keepPlace(() => this.#drop(ids));
  }

  /** The focus is about to be lost: the next keyboard that comes gets it. */
  oweFocus() {
    this.#focusOwed = true;
  }

  toEnd({ smoothly = false } = {}) {
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: smoothly ? "smooth" : "instant" });
  }

  #isOwn(message) {
    return message.author.id === this.#person.id;
  }

  #isOwnText(message) {
    return this.#isOwn(message) && message.service === null && message.text !== null && message.photo === null && message.document === null;
  }

  #put(message) {
    const known = this.#views.get(message.message_id);
    const hadFocus = known?.element.querySelector(".keyboard").contains(document.activeElement);
    if (known) {
      const lines = known.show(message);
      if (lines.length > 0) this.#onEdit(lines);
      if (hadFocus && message.keyboard === null) this.#focusOwed = true;
      return known;
    }
    const view = new MessageView(message, this.#isOwn(message), (button, stop) => this.#onTap(view.message, button, stop));
    this.#place(message.message_id, view);
    return view;
  }

  #place(id, view) {
    const later = [...this.#views.keys()].filter((other) => other > id);
    if (later.length === 0) {
      this.#list.append(view.element);
      this.#views.set(id, view);
    } else {
      this.#list.insertBefore(view.element, this.#views.get(Math.min(...later)).element);
      this.#views = new Map([...this.#views, [id, view]].sort(([a], [b]) => a - b));
    }
  }

  #drop(ids) {
    for (const id of ids) {
      const element = this.#views.get(id)?.element;
      if (element?.contains(document.activeElement)) this.#focusOwed = true;
      element?.remove();
      this.#views.delete(id);
    }
  }

  #sayDays() {
    let day = null;
    for (const view of this.#views.values()) {
      view.sayDay(view.day !== day);
      day = view.day;
    }
  }

  /** Messages of one album stand close together. */
  #joinAlbums() {
    for (const element of this.#list.children) {
      const { album } = element.dataset;
      element.classList.toggle("joined", album !== "" && element.previousElementSibling?.dataset.album === album);
    }
  }

  /** Runs `change` without moving what the reader looks at: the end stays the end, and otherwise the topmost message in sight stays put. */
  #keepPlace(change) {
    const anchor = this.#atEnd ? null : this.#topmostInSight();
    const top = anchor?.getBoundingClientRect().top;
    change();
    this.#sayDays();
    this.#joinAlbums();
    if (this.#atEnd) this.toEnd();
    else if (anchor?.isConnected) this.#scroller.scrollTop += anchor.getBoundingClientRect().top - top;
  }

  #topmostInSight() {
    const edge = this.#scroller.getBoundingClientRect().top;
    return [...this.#list.children].find((element) => element.getBoundingClientRect().bottom > edge);
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd) this.#missed = 0;
    this.#onPlace(this.#atEnd, this.#missed);
  }
}
