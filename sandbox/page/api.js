// The people API of the sandbox's server: what a person can do, and what that person's chat tells.

/**
 * @typedef {{text: string, callback_data?: string, url?: string, style?: "primary"|"success"|"danger"}} Button
 * @typedef {{message_id: number, date: number, edited: boolean, from_bot: boolean, author: {id: number, name: string}, service: ?{kind: string, about: string}, html: string, text: ?string, photo: ?string,
 *   document: ?{name: string, size: number, url: string}, sticker: ?string, voice: boolean, album: ?string, keyboard: ?Button[][]}} Message
 * @typedef {{id: number, first_name: string, last_name: ?string, username: ?string, language_code: ?string}} Person
 * @typedef {{id: number, username: string, first_name: string, description?: string, short_description?: string}} Bot
 * @typedef {{id: number, title: string, type: "group"|"supergroup", members: number, bots: number[], member: boolean, migrated_to: ?number}} Group
 */

/** The server said no, in one clear sentence. Anything else that fails (network, no JSON) is a TypeError or SyntaxError. */
export class Refused extends Error {}

async function call(path, options) {
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.error);
  return answer;
}

const PICTURES = ["image/png", "image/jpeg", "image/gif"];

async function inBase64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const post = (path, body = {}) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** @returns {Promise<{people: Person[], bots: Bot[], groups: {id: number, title: string, migrated_to: ?number}[]}>} */
export const everybody = () => call("/people");

/** @returns {Promise<Person>} */
export const addPerson = (person) => post("/people", person);

/** A group that the first of these people makes, with all bots. */
export const makeGroup = (title, people) => post("/groups", { title, people: people.map(({ id }) => id) });

/** One person's private chat with one bot, or a group as one person sees it. */
export class Chat {
  /** @param {?{id: number, title: string}} group */
  constructor(person, bot, group = null) {
    this.person = person;
    this.bot = bot;
    this.group = group;
  }

  #path(action) {
    return `/people/${this.person.id}/${action}?${this.group ? `group=${this.group.id}` : `bot=${this.bot.id}`}`;
  }

  get events() { return this.#path("events"); }
  say(text) { return post(this.#path("text"), { text }); }
  edit(messageId, text) { return post(this.#path("edit"), { message_id: messageId, text }); }
  /** @param {"sticker"|"voice"|"photo"|"document"|"album"} kind small fixed ones; an album has three photos */
  attach(kind) { return post(this.#path(kind), kind === "album" ? { files: [{}, {}, {}] } : {}); }
  /** Sends files of this device: pictures as photos, several of them as an album. */
  async sendFiles(files) {
    const read = await Promise.all(files.map(async (file) => ({ name: file.name, content: await inBase64(file) })));
    const documents = !files.every(({ type }) => PICTURES.includes(type));
    if (read.length > 1) return post(this.#path("album"), { files: read, documents });
    return post(this.#path(documents ? "document" : "photo"), read[0]);
  }
  block() { return post(this.#path("block")); }
  unblock() { return post(this.#path("unblock")); }
  deleteAccount() { return post(`/people/${this.person.id}/deactivate`); }
  join() { return post(`/groups/${this.group.id}/add`, { member: this.person.id }); }
  leave() { return post(`/groups/${this.group.id}/remove`, { member: this.person.id, by: this.person.id }); }
  addBot() { return post(`/groups/${this.group.id}/add`, { member: this.bot.id, by: this.person.id }); }
  removeBot() { return post(`/groups/${this.group.id}/remove`, { member: this.bot.id, by: this.person.id }); }
  migrate() { return post(`/groups/${this.group.id}/migrate`, { by: this.person.id }); }
  /** Taps what is on the screen: the button's data goes along as Telegram's clients send it, whatever the keyboard has become since. */
  tap(messageId, data) { return post(this.#path("tap"), { message_id: messageId, data }); }
}
