// One message: its bubble, what it carries, its keyboard. A new version changes the elements that differ and no other.

import { fromTemplate, hueOf, icon, make } from "./dom.js";
import { Keyboard } from "./keyboard.js";
import { newLines, setRichText } from "./richtext.js";
import { translate, word } from "./words.js";

const UNITS = ["B", "KB", "MB", "GB"];
// No two recordings look alike, but a stand-in may always look the same.
const VOICE_BARS = [4, 9, 14, 8, 12, 18, 11, 6, 15, 20, 13, 7, 10, 16, 9, 5, 12, 8, 14, 6, 9, 4];

export class MessageView {
  #parts;
  #keyboard;
  /** @type {?import("./api.js").Message} */
  #message = null;

  /** @param {(button: import("./api.js").Button, stop: () => void) => void} onTap */
  constructor(message, isOwn, onTap) {
    this.element = fromTemplate("message");
    const part = (name) => this.element.querySelector(`.${name}`);
    this.#parts = { day: part("day"), service: part("service"), author: part("author"), media: part("media"), text: part("text"), edited: part("edited"), time: part("time") };
    this.#keyboard = new Keyboard(part("keyboard"), onTap);
    const date = new Date(message.date * 1000);
    this.day = `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
    this.#parts.time.textContent = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
    this.#parts.time.dateTime = date.toISOString();
    this.element.dataset.messageId = message.message_id;
    this.element.dataset.album = message.album ?? "";
    this.element.classList.add(message.service !== null ? "told" : isOwn ? "out" : "in");
    this.#parts.author.textContent = message.author.name;
    this.#parts.author.style.setProperty("--hue", hueOf(message.author.id));
    this.#sayService(message.service);
    this.show(message);
  }

  get message() {
    return this.#message;
  }

  /** Says the day above the message, or not. */
  sayDay(said) {
    if (this.#parts.day.hidden === !said) return;
    this.#parts.day.hidden = !said;
    this.#parts.day.dataset.day = this.day;
    translate(this.#parts.day);
  }

  /** Shows this version of the message and gives the lines that are new in it. */
  show(message) {
    const before = this.#message;
    this.#message = message;
    if (mediaKey(message) !== mediaKey(before)) this.#showMedia(message);
    this.element.classList.toggle("large", message.sticker !== null);
    this.element.classList.toggle("bare", message.html === "");
    // A chat marks no edit of a bot's message that has a keyboard: editing it is how such a bot speaks.
    this.#parts.edited.hidden = !message.edited || (message.from_bot && message.keyboard !== null);
    this.#keyboard.show(message.keyboard);
    return message.html === before?.html ? [] : this.#showText(before, message);
  }

  /** False when there is none. */
  focusKeyboard() {
    return this.#keyboard.focus();
  }

  /** What the server says of a group, in the page's language. */
  #sayService(service) {
    this.#parts.service.hidden = service === null;
    if (service === null) return;
    this.#parts.service.dataset.service = service.kind;
    this.#parts.service.dataset.about = service.about;
    translate(this.#parts.service);
  }

  #showText(before, { html, text }) {
    const { lines, isOtherScreen } = newLines(before?.text ?? "", text ?? "");
    // The log reads new messages aloud; of an edited one only the new lines are worth hearing, and log.js has them said.
    if (before !== null) this.#parts.text.ariaLive = "off";
    setRichText(this.#parts.text, html);
    if (before !== null && isOtherScreen) this.#fadeIn();
    return lines;
  }

  #fadeIn() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#parts.text.animate({ opacity: [0.35, 1] }, { duration: 180, easing: "ease-out" });
  }

  #showMedia(message) {
    const media = [];
    if (message.photo !== null) media.push(photo(message.photo));
    if (message.document !== null) media.push(file(message.document));
    if (message.sticker !== null) media.push(make("span", "sticker", message.sticker));
    if (message.voice) media.push(voice());
    this.#parts.media.replaceChildren(...media);
    this.#parts.media.hidden = media.length === 0;
  }
}

const twoDigits = (number) => String(number).padStart(2, "0");

const mediaKey = (message) => JSON.stringify([message?.photo ?? null, message?.document ?? null, message?.sticker ?? null, message?.voice ?? false]);

function photo(url) {
  const button = make("button", "photo");
  const image = document.createElement("img");
  button.type = "button";
  button.ariaLabel = word("photo");
  button.dataset.wordLabel = "photo";
  image.src = url;
  image.alt = "";
  button.append(image);
  return button;
}

function file({ name, size, url }) {
  const link = make("a", "file");
  const sign = make("span", "file-sign");
  const about = make("span", "file-about");
  sign.append(icon("document"));
  about.append(make("strong", "", name), make("small", "", sizeInWords(size)));
  link.href = url;
  link.download = name;
  link.append(sign, about);
  return link;
}

function voice() {
  const element = make("span", "voice");
  const bars = make("span", "bars");
  for (const height of VOICE_BARS) {
    const bar = make("i", "");
    bar.style.height = `${height}px`;
    bars.append(bar);
  }
  element.role = "img";
  element.ariaLabel = word("voice");
  element.dataset.wordLabel = "voice";
  const sign = make("span", "file-sign");
  sign.append(icon("play"));
  element.append(sign, bars);
  return element;
}

function sizeInWords(bytes) {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(bytes / 1024 ** power)} ${UNITS[power]}`;
}
