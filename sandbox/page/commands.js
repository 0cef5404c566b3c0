// The bot's commands above the composer: from the Menu button, or filtered by what is typed after "/".

import { make } from "./dom.js";

let lists = 0;

export class CommandList {
  #list;
  #opener;
  #input;
  #onChoose;
  #commands = [];
  #shown = [];
  #active = 0;

  /** @param {(command: string) => void} onChoose gets the command with its slash */
  constructor({ list, opener, input, onChoose }) {
    this.#list = list;
    this.#opener = opener;
    this.#input = input;
    this.#onChoose = onChoose;
    list.id = `commands-${(lists += 1)}`;
    input.setAttribute("aria-controls", list.id);
    opener.setAttribute("aria-controls", list.id);
    opener.addEventListener("click", () => (this.isOpen ? this.close() : this.#open(this.#commands)));
    // The focus stays where it is: on a phone the keyboard must not come and go.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("li");
      if (item) this.#choose(item.dataset.command);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!list.contains(event.target) && !opener.contains(event.target) && event.target !== input) this.close();
    });
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  setCommands(commands) {
    this.#commands = commands;
    this.#opener.hidden = commands.length === 0;
    if (commands.length === 0) this.close();
  }

  /** Shows the commands that what is typed may become, or none. */
  filter(typed) {
    const match = /^\/([a-z0-9_]*)$/i.exec(typed);
    const typedName = match?.[1].toLowerCase();
    const fitting = match ? this.#commands.filter(({ command }) => command.startsWith(typedName)) : [];
    // What is typed in full comes first: Enter must send /help, not /helpers.
    fitting.sort((a, b) => (b.command === typedName) - (a.command === typedName));
    if (fitting.length > 0) this.#open(fitting);
    else this.close();
  }

  /** Handles a key while the list is open; true when the key was for it. */
  takeKey(event) {
    if (!this.isOpen || event.isComposing) return false;
    const act = {
      ArrowDown: () => this.#activate(this.#active + 1),
      ArrowUp: () => this.#activate(this.#active - 1),
      Enter: () => this.#choose(this.#shown[this.#active].command),
      Tab: () => this.#complete(),
      Escape: () => this.close(),
    }[event.key];
    if (act === undefined || event.shiftKey) return false;
    event.preventDefault();
    act();
    return true;
  }

  close() {
    this.#list.hidden = true;
    this.#opener.ariaExpanded = "false";
    for (const element of [this.#input, this.#opener]) element.removeAttribute("aria-activedescendant");
  }

  #open(commands) {
    this.#shown = commands;
    this.#list.replaceChildren(...commands.map(({ command, description }, i) => {
      const item = make("li", "");
      item.role = "option";
      item.id = `${this.#list.id}-${i}`;
      item.dataset.command = command;
      item.append(make("strong", "", `/${command}`), make("span", "", description));
      return item;
    }));
    this.#list.hidden = false;
    this.#opener.ariaExpanded = "true";
    this.#activate(0);
  }

  #activate(index) {
    this.#active = (index + this.#shown.length) % this.#shown.length;
    [...this.#list.children].forEach((item, i) => { item.ariaSelected = String(i === this.#active); });
    const active = this.#list.children[this.#active];
    active.scrollIntoView({ block: "nearest" });
    for (const element of [this.#input, this.#opener]) element.setAttribute("aria-activedescendant", active.id);
  }

  #choose(command) {
    this.close();
    this.#onChoose(`/${command}`);
  }

  #complete() {
    this.#input.value = `/${this.#shown[this.#active].command} `;
    this.close();
    this.#input.dispatchEvent(new Event("input"));
    this.#input.focus();
  }
}
