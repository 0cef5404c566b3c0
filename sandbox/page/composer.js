// Where a person writes: text, commands, attachments, and the correction of the last message.

import { CommandList } from "./commands.js";
import { tieMenu } from "./menu.js";

const TALLEST = 160;

// An album has no more.
const MOST_FILES = 10;

export class Composer {
  #form;
  #input;
  #editingBar;
  #commands;
  #editing = null;
  #on;

  /**
   * @param {{
   *   onSay: (text: string) => Promise<boolean>,
   *   onEdit: (messageId: number, text: string) => Promise<boolean>,
   *   onAttach: (kind: string) => void,
   *   onFiles: (files: File[]) => void,
   *   lastOwnText: () => ?import("./api.js").Message,
   * }} on what was sent stands in the composer again when the promise gives false
   */
  constructor(form, on) {
    this.#form = form;
    this.#on = on;
    this.#input = form.elements.text;
    this.#editingBar = form.querySelector(".editing");
    this.#commands = new CommandList({
      list: form.querySelector(".commands"),
      opener: form.elements.menu,
      input: this.#input,
      onChoose: (command) => this.#chooseCommand(command),
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    // On a phone the screen's keyboard stays, as long as the focus does.
    form.elements.send.addEventListener("pointerdown", (event) => event.preventDefault());
    form.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("input", () => this.#changed());
    form.elements.files.addEventListener("change", (event) => this.#chosen(event));
    form.elements["stop-editing"].addEventListener("click", () => this.#stopEditing());
    const attachMenu = form.querySelector(".attach-menu");
    tieMenu(form.elements.attach, attachMenu, {
      onOpen: () => { attachMenu.querySelector("[value=edit]").hidden = !on.lastOwnText(); },
      onChoose: ({ value }) => {
        if (value === "edit") this.#startEditing();
        else if (value === "files") form.elements.files.click();
        else on.onAttach(value);
      },
    });
  }

  #chosen({ currentTarget: input }) {
    if (input.files.length > 0) this.#on.onFiles([...input.files].slice(0, MOST_FILES));
    input.value = "";
  }

  setCommands(commands) {
    this.#commands.setCommands(commands);
    this.#form.elements.menu.classList.toggle("folded", this.#input.value !== "");
  }

  focus() {
    this.#input.focus();
  }

  #key(event) {
    const fromInput = event.target === this.#input;
    if ((fromInput || event.target === this.#form.elements.menu) && this.#commands.takeKey(event)) return;
    if (!fromInput || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape" && this.#editing !== null) {
      this.#stopEditing();
    } else if (event.key === "ArrowUp" && this.#input.value === "" && this.#on.lastOwnText()) {
      event.preventDefault();
      this.#startEditing();
    }
  }

  #changed() {
    const { value } = this.#input;
    this.#form.elements.send.disabled = value.trim() === "";
    this.#form.elements.menu.classList.toggle("folded", value !== "");
    this.#input.style.height = "";
    if (value !== "") this.#input.style.height = `${Math.min(this.#input.scrollHeight, TALLEST)}px`;
    if (this.#editing === null) this.#commands.filter(value);
  }

  #write(text) {
    this.#input.value = text;
    this.#changed();
  }

  async #send() {
    const text = this.#input.value.trim();
    if (text === "") return;
    const editing = this.#editing;
    this.#commands.close();
    this.#stopEditing();
    const sent = await (editing === null ? this.#on.onSay(text) : this.#on.onEdit(editing, text));
    if (!sent && this.#input.value === "") this.#write(text);
  }

  async #chooseCommand(command) {
    if (this.#input.value.startsWith("/")) this.#write("");
    await this.#on.onSay(command);
  }

  #startEditing() {
    const message = this.#on.lastOwnText();
    if (!message) return;
    this.#editing = message.message_id;
    this.#editingBar.hidden = false;
    this.#editingBar.querySelector("span").textContent = message.text;
    this.#write(message.text);
    this.#input.focus();
  }

  #stopEditing() {
    this.#editing = null;
    this.#editingBar.hidden = true;
    this.#write("");
  }
}
