// The people API of the sandbox's server: what a person can do, and what that person's chat tells.

/**
 * @typedef {{text: string, callback_data?: string, url?: string, style?: "primary"|"success"|"danger"}} Button
 * @typedef {{message_id: number, date: number, edited: boolean, from_bot: boolean, html: string, text: ?string, photo: ?string,
 *   document: ?{name: string, size: number, url: string}, sticker: ?string, voice: boolean, keyboard: ?Button[][]}} Message
 * @typedef {{id: number, first_name: string, last_name: ?string, username: ?string, language_code: ?string}} Person
 * @typedef {{id: number, username: string, first_name: string, description?: string}} Bot
 */

/** The server said no, in one clear sentence. Anything else that fails (network, no JSON) is a TypeError or SyntaxError. */
export class Refused extends Error {}

async function call(path, options) {
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.error);
  return answer;
}

const post = (path, body = {}) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** @returns {Promise<{people: Person[], bots: Bot[]}>} */
export const everybody = () => call("/people");

/** @returns {Promise<Person>} */
export const addPerson = (person) => post("/people", person);

/** One person's private chat with one bot. */
export class Chat {
  constructor(person, bot) {
    this.person = person;
    this.bot = bot;
  }

  #path(action) {
    return `/people/${this.person.id}/${action}?bot=${this.bot.id}`;
  }

  get events() { return this.#path("events"); }
  say(text) { return post(this.#path("text"), { text }); }
  edit(messageId, text) { return post(this.#path("edit"), { message_id: messageId, text }); }
  /** @param {"sticker"|"voice"|"photo"|"document"} kind */
  attach(kind) { return post(this.#path(kind)); }
  block() { return post(this.#path("block")); }
  unblock() { return post(this.#path("unblock")); }
  /** Taps what is on the screen: the button's data goes along as Telegram's clients send it, whatever the keyboard has become since. */
  tap(messageId, data) { return post(this.#path("tap"), { message_id: messageId, data }); }
}
