// One person's chat: the column that ties stream, log, composer and toasts together.

import { Refused } from "./api.js";
import { Composer } from "./composer.js";
import { fromTemplate, paintAvatar } from "./dom.js";
import { Log } from "./log.js";
import { tieMenu } from "./menu.js";
import { COVERED, wishOf } from "./richtext.js";
import { follow } from "./stream.js";
import { alertModally, Toast } from "./toast.js";
import { translate, word } from "./words.js";

// A chat shows "typing" for five seconds, or until the message comes.
const TYPING = 5_000;

export class Column {
  #chat;
  #log;
  #composer;
  #toast;
  #on;
  #stopFollowing;
  #blocked = false;
  /** The account of this person is no more. */
  #deactivated = false;
  /** @type {?import("./api.js").Group} the group as the server last told, null in a private chat */
  #group = null;
  #known = false;
  #connected = true;
  #typing = 0;
  /** The payload that START sends: from the page's address, or from a link in a message. */
  #payload;
  /** A link was followed: START shows although the chat has messages. */
  #invited;
  /** How to stop the spinning of taps not answered yet, by callback query. */
  #waiting = new Map();
  /** Answers that overtook the reply to their own tap. */
  #answeredEarly = new Set();
  #tapsUnderWay = 0;

  /**
   * @param {import("./api.js").Chat} chat
   * @param {{payload: string, invited: boolean, onStarted: () => void, onClose: () => void, onLost: () => void,
   *   onLink: (url: string) => boolean, onNewGroup: () => void, onMigrated: (group: number) => void}} on
   *   `onLost` is told of every lost connection; `onLink` answers whether the page follows a link itself
   */
  constructor(chat, on) {
    this.#chat = chat;
    this.#on = on;
    this.#payload = on.payload;
    this.#invited = on.invited;
    this.element = fromTemplate("column");
    this.element.dataset.person = chat.person.id;
    this.#toast = new Toast(this.#find(".toast"));
    this.#log = new Log(this.#find(".log"), chat.person, {
      onTap: (message, button, stop) => this.#tap(message, button, stop),
      onPlace: (atEnd, missed) => this.#showPlace(atEnd, missed),
      onEdit: (lines) => { this.#find(".said").textContent = lines.join("\n"); },
    });
    this.#composer = new Composer(this.#find(".composer"), {
      onSay: (text) => this.#try(() => chat.say(text)),
      onEdit: (id, text) => this.#try(() => chat.edit(id, text)),
      onAttach: (kind) => this.#try(() => chat.attach(kind)),
      onFiles: (files) => this.#try(() => chat.sendFiles(files)),
      lastOwnText: () => this.#log.lastOwnText,
    });
    this.element.classList.toggle("group", chat.group !== null);
    this.#showHead(chat.group ?? chat.bot);
    this.#showStatus();
    this.#find(".log").lang = chat.person.language_code ?? "";
    this.#listen();
    this.#stopFollowing = follow(chat.events, {
      onEvent: (event) => this.#take(event),
      onConnection: (connected) => {
        this.#connected = connected;
        this.#showStatus();
        if (!connected) on.onLost();
      },
    });
  }

  get person() {
    return this.#chat.person;
  }

  close() {
    this.#stopFollowing();
    clearTimeout(this.#typing);
    this.element.remove();
  }

  /** A link invited this person to start the bot with `payload`. */
  invite(payload) {
    this.#payload = payload;
    this.#invited = true;
    this.#showFoot();
    this.#find("[name=start]").focus();
  }

  #find(selector) {
    return this.element.querySelector(selector);
  }

  #listen() {
    const more = this.#find("[name=more]");
    const menu = this.#find(".head .menu");
    tieMenu(more, menu, {
      onOpen: () => {
        const wanted = this.#wishes();
        for (const item of menu.querySelectorAll("[role=menuitem]")) item.hidden = !wanted.includes(item.name);
      },
      onChoose: ({ name }) => {
        if (name === "close") this.#on.onClose();
        else if (name === "newGroup") this.#on.onNewGroup();
        else this.#try(() => this.#chat[name]());
      },
    });
    this.#find(".join-bar button").addEventListener("click", () => this.#try(() => this.#chat.join()));
    this.#find(".unblock-bar button").addEventListener("click", () => this.#try(() => this.#chat.unblock()));
    this.#find("[name=start]").addEventListener("click", (event) => this.#start(event.currentTarget));
    this.#find(".to-end").addEventListener("click", () => this.#log.toEnd({ smoothly: true }));
    const log = this.#find(".log");
    log.addEventListener("click", (event) => this.#clicked(event));
    log.addEventListener("keydown", (event) => {
      if ((event.key === "Enter" || event.key === " ") && event.target.matches(COVERED)) this.#clicked(event);
    });
  }

  /** What the menu offers now, by the names of its items. */
  #wishes() {
    if (this.#group === null) return [...(this.#deactivated ? [] : [this.#blocked ? "unblock" : "block", "deleteAccount", "newGroup"]), "close"];
    if (!this.#group.member) return ["newGroup", "close"];
    const withBot = this.#group.bots.includes(this.#chat.bot.id) ? "removeBot" : "addBot";
    return [withBot, ...(this.#group.type === "group" ? ["migrate"] : []), "leave", "newGroup", "close"];
  }

  #take(event) {
    switch (event.kind) {
      case "state":
        if (event.group?.migrated_to) this.#on.onMigrated(event.group.migrated_to);
        this.#known = true;
        this.#blocked = event.blocked;
        this.#deactivated = event.deactivated;
        this.#group = event.group;
        this.#composer.setCommands(event.commands);
        this.#showHead(event.group ?? event.bot);
        this.#showStatus();
        this.#log.reset(event.messages);
        break;
      case "message":
        if (event.message.from_bot) this.#stopTyping();
        this.#log.put(event.message);
        break;
      case "edited":
        this.#log.put(event.message);
        break;
      case "deleted":
        this.#log.delete(event.message_ids);
        break;
      case "toast":
        if (event.alert) alertModally(this.#find("h2").textContent, event.text);
        else this.#toast.say(event.text);
        break;
      case "answered":
        this.#answered(event.callback_query_id);
        break;
      case "action":
        this.#showTyping();
        break;
    }
    this.#showFoot();
  }

  async #tap(message, button, stop) {
    this.#toast.fade();
    if (button.url !== undefined) {
      this.#open(button.url);
      return;
    }
    this.#tapsUnderWay += 1;
    const tapped = await this.#try(async () => {
      const { callback_query_id: id } = await this.#chat.tap(message.message_id, button.callback_data);
      if (this.#answeredEarly.delete(id)) stop();
      else this.#waiting.set(id, stop);
    });
    this.#tapsUnderWay -= 1;
    if (this.#tapsUnderWay === 0) this.#answeredEarly.clear();
    if (!tapped) stop();
  }

  #answered(id) {
    const stop = this.#waiting.get(id);
    if (stop !== undefined) stop();
    else if (this.#tapsUnderWay > 0) this.#answeredEarly.add(id);
    this.#waiting.delete(id);
  }

  async #start(button) {
    if (button === document.activeElement) this.#log.oweFocus();
    button.disabled = true;
    const invited = this.#invited;
    this.#invited = false;
    if (await this.#try(() => this.#chat.say(`/start ${this.#payload}`.trim()))) this.#on.onStarted();
    else this.#invited = invited;
    button.disabled = false;
    this.#showFoot();
  }

  #clicked(event) {
    const image = event.target.closest(".photo img");
    if (image !== null) {
      const viewer = document.getElementById("photo");
      viewer.querySelector("img").src = image.src;
      viewer.showModal();
      return;
    }
    const wish = wishOf(event);
    if (wish === null) return;
    if ("command" in wish) this.#try(() => this.#chat.say(wish.command));
    if ("covered" in wish) wish.covered.classList.add("uncovered");
    if ("link" in wish && this.#on.onLink(wish.link)) event.preventDefault();
  }

  #open(url) {
    if (!this.#on.onLink(url)) window.open(url, "_blank", "noopener");
  }

  /** Does what the person asked; what goes wrong is said in a toast. */
  async #try(action) {
    try {
      await action();
      return true;
    } catch (error) {
      this.#toast.say(error instanceof Refused ? error.message : word("gone"));
      return false;
    }
  }

  /** The bot or the group as the server knows it now: a bot may have changed its name and description. */
  #showHead({ id, title, first_name: name = title, description, short_description: about }) {
    for (const avatar of this.element.querySelectorAll(".avatar")) paintAvatar(avatar, id, name);
    this.#find("h2").textContent = name;
    this.#find(".welcome strong").textContent = name;
    this.#find(".head .about").textContent = about ?? "";
    this.#find(".welcome p").textContent = description ?? "";
    this.element.ariaLabel = `${this.person.first_name} · ${name}`;
  }

  /** Under the bot's name: connection first, then what the bot is doing, then who one is. */
  #showStatus() {
    const { first_name: name, language_code: code } = this.#chat.person;
    const status = this.#find(".status");
    const key = this.#connected ? (this.#typing ? "typing" : "as") : "reconnecting";
    this.element.dataset.connection = this.#connected ? "open" : "reconnecting";
    status.className = `status ${key}`;
    const said = document.createElement("span");
    said.dataset.word = key;
    translate(said);
    const rest = key === "as" ? ` ${name}${code ? ` · ${code}` : ""}` : "";
    const parts = [said, rest];
    if (key === "as" && this.#group !== null) parts.unshift(members(this.#group), " · ");
    // A live region speaks when it changes: the same words again are no news.
    if (status.textContent !== parts.map((part) => part.textContent ?? part).join("")) status.replaceChildren(...parts);
  }

  #showTyping() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#stopTyping(), TYPING);
    this.#showStatus();
  }

  #stopTyping() {
    clearTimeout(this.#typing);
    this.#typing = 0;
    this.#showStatus();
  }

  #showPlace(atEnd, missed) {
    const button = this.#find(".to-end");
    const count = button.querySelector(".count");
    button.hidden = atEnd;
    count.hidden = missed === 0;
    count.textContent = missed;
  }

  #showFoot() {
    const fresh = this.#known && this.#log.isEmpty;
    const bar = this.#bar(fresh);
    for (const name of ["gone", "join", "unblock", "start"]) this.#find(`.${name}-bar`).hidden = bar !== name;
    this.#find(".composer").hidden = bar !== null;
    this.#find(".welcome").hidden = !fresh;
  }

  /** What stands in the composer's place, null for the composer itself. */
  #bar(fresh) {
    if (this.#deactivated) return "gone";
    if (this.#group !== null) return this.#group.member ? null : "join";
    if (this.#blocked) return "unblock";
    return fresh || this.#invited ? "start" : null;
  }
}

function members({ members: n }) {
  const element = document.createElement("span");
  element.dataset.members = n;
  translate(element);
  return element;
}
