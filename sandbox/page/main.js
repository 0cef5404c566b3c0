// The page: who is here, whose chats are open, and the address that says so.

import { addPerson, Chat, everybody, makeGroup, Refused } from "./api.js";
import { Column } from "./column.js";
import { make, paintAvatar } from "./dom.js";
import { switchTheme } from "./theme.js";
import { currentLanguage, speak, switchLanguage, word } from "./words.js";

const MOST_COLUMNS = 3;
const DESK = matchMedia("(min-width: 800px)");
/** A test may have made thousands of people; a bar is for those one plays. */
const MOST_CHIPS = 30;
const SOMEBODY = { ro: "Ana", en: "Alex" };

const bar = document.querySelector(".bar");
const columnsElement = document.querySelector(".columns");
const address = new URL(location.href);

/** @type {import("./api.js").Person[]} */
let people = [];
/** @type {import("./api.js").Bot[]} */
let bots = [];
/** @type {import("./api.js").Bot} */
let bot;
/** @type {?{id: number, title: string}} the group that is shown in place of the private chats, if any */
let group = null;
/** @type {{id: number, title: string, migrated_to: ?number}[]} */
let groups = [];
/** @type {Column[]} the open chats, in the order of their columns */
let columns = [];
/** @type {?Column} the one that a phone shows */
let current = null;

async function begin() {
  speak();
  listen();
  ({ people, bots, groups } = await patiently(everybody));
  bot = bots.find(({ id, username }) => [String(id), username].includes(address.searchParams.get("bot"))) ?? bots[0];
  group = groups.find(({ id }) => String(id) === address.searchParams.get("group")) ?? null;
  document.title = `${group?.title ?? bot.first_name} · Sandbox`;
  showChats();
  if (people.length === 0) people.push(await addPerson({ first_name: SOMEBODY[currentLanguage()], language_code: currentLanguage() }));
  const asked = address.searchParams.getAll("person").map((id) => people.find((person) => String(person.id) === id)).filter(Boolean);
  const first = asked.length > 0 ? asked : people.slice(0, 1);
  for (const person of first.slice(0, MOST_COLUMNS)) open(person, { invited: address.searchParams.has("start") });
  show(columns[0]);
}

/** Tries until the server is there: the page may have been opened before it. */
async function patiently(ask) {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Refused) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 1_000); });
    }
  }
}

function listen() {
  bar.querySelector("[name=theme]").addEventListener("click", switchTheme);
  bar.querySelector("[name=language]").addEventListener("click", () => { switchLanguage(); showLanguage(); });
  bar.querySelector("[name=bot]").addEventListener("change", ({ target: { value } }) => visit(value.startsWith("-") ? { group: value } : { bot: value }));
  bar.querySelector("[name=add]").addEventListener("click", askForPerson);
  document.getElementById("new-person").querySelector("form").addEventListener("submit", takePerson);
  document.querySelector("#new-person [value=cancel]").addEventListener("click", () => document.getElementById("new-person").close());
  document.getElementById("new-group").querySelector("form").addEventListener("submit", takeGroup);
  document.querySelector("#new-group [value=cancel]").addEventListener("click", () => document.getElementById("new-group").close());
  DESK.addEventListener("change", showPeople);
  showLanguage();
}

function open(person, { invited = false } = {}) {
  if (columns.length === MOST_COLUMNS) close(columns.findLast((column) => column !== current));
  const payload = address.searchParams.get("start") ?? "";
  const column = new Column(new Chat(person, bot, group), {
    payload,
    invited: invited && !hasStarted(person, payload),
    onStarted: () => rememberStart(person, payload),
    onClose: () => close(column),
    onLost: checkThatPersonExists,
    onLink: (url) => followLink(column, url),
    onNewGroup: askForGroup,
    onMigrated: (id) => visit({ group: id }),
  });
  column.element.addEventListener("focusin", () => markCurrent(column));
  columns.push(column);
  columnsElement.append(column.element);
  return column;
}

// A reload must not invite again who has already come.
const startedKey = (person, payload) => `sandbox.started.${bot.id}.${person.id}.${payload}`;
const hasStarted = (person, payload) => sessionStorage.getItem(startedKey(person, payload)) !== null;
const rememberStart = (person, payload) => sessionStorage.setItem(startedKey(person, payload), "yes");

function close(column) {
  if (columns.length === 1) return;
  column.close();
  columns = columns.filter((other) => other !== column);
  show(current === column ? columns[0] : current);
}

/** Makes `column` the one that a phone shows, and writes down what is open. */
function show(column) {
  markCurrent(column);
  columnsElement.classList.toggle("alone", columns.length === 1);
  address.searchParams.delete("person");
  for (const { person } of columns) address.searchParams.append("person", person.id);
  history.replaceState(null, "", address);
  showPeople();
}

function markCurrent(column) {
  current = column;
  for (const other of columns) other.element.classList.toggle("current", other === column);
}

/** The switcher: on a phone it says whose chat is shown, on a desk whose are open. */
function showPeople() {
  const nav = bar.querySelector(".people");
  const shown = people.filter((person, at) => at < MOST_CHIPS || columns.some((column) => column.person === person));
  nav.replaceChildren(...shown.map((person) => {
    const column = columns.find((other) => other.person.id === person.id);
    const chip = make("button", "chip");
    const avatar = make("span", "avatar");
    paintAvatar(avatar, person.id, person.first_name);
    avatar.ariaHidden = "true";
    chip.type = "button";
    chip.value = person.id;
    chip.ariaPressed = String(DESK.matches ? column !== undefined : column !== undefined && column === current);
    chip.append(avatar, make("span", "", person.first_name));
    chip.addEventListener("click", () => {
      if (column && DESK.matches) close(column);
      else show(column ?? open(person));
      nav.querySelector(`[value="${person.id}"]`).focus();
    });
    return chip;
  }));
  nav.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The switcher between bots and groups, when there is more than one chat to choose. */
function showChats() {
  const select = bar.querySelector("[name=bot]");
  const open = groups.filter(({ migrated_to: successor }) => successor === null);
  const shown = group?.id ?? bot.id;
  const options = [...bots.map(({ id, first_name: name }) => [name, id]), ...open.map(({ id, title }) => [`${title} (${word("groupShort")})`, id])];
  select.replaceChildren(...options.map(([name, id]) => new Option(name, id, false, id === shown)));
  bar.querySelector(".bots").hidden = options.length < 2;
}

/** The button shows the language that it leads to. */
function showLanguage() {
  bar.querySelector("[name=language]").textContent = currentLanguage() === "ro" ? "EN" : "RO";
}

function askForPerson() {
  const dialog = document.getElementById("new-person");
  const form = dialog.querySelector("form");
  form.reset();
  form.elements.language_code.value = currentLanguage();
  form.querySelector(".complaint").textContent = "";
  dialog.showModal();
  form.elements.first_name.focus();
}

async function takePerson(event) {
  event.preventDefault();
  const form = event.target;
  try {
    const person = await addPerson({ first_name: form.elements.first_name.value.trim(), language_code: form.elements.language_code.value });
    people.push(person);
    document.getElementById("new-person").close();
    show(open(person));
  } catch (error) {
    form.querySelector(".complaint").textContent = error instanceof Refused ? error.message : word("gone");
  }
}

function askForGroup() {
  const dialog = document.getElementById("new-group");
  dialog.querySelector("form").reset();
  dialog.querySelector(".complaint").textContent = "";
  dialog.showModal();
  dialog.querySelector("[name=title]").focus();
}

async function takeGroup(event) {
  event.preventDefault();
  try {
    const made = await makeGroup(event.target.elements.title.value.trim(), [current.person, ...people.filter((person) => person !== current.person)]);
    visit({ group: made.id });
  } catch (error) {
    event.target.querySelector(".complaint").textContent = error instanceof Refused ? error.message : word("gone");
  }
}

/** Follows t.me links to bots that live here; any other link is the browser's. */
function followLink(column, url) {
  const link = URL.canParse(url) ? new URL(url) : null;
  if (link === null || !["t.me", "telegram.me"].includes(link.hostname)) return false;
  const username = link.pathname.slice(1).toLowerCase();
  const other = bots.find((candidate) => candidate.username.toLowerCase() === username);
  if (other === undefined) return false;
  const payload = link.searchParams.get("start") ?? "";
  if (other === bot && group === null) column.invite(payload);
  else visit({ bot: other.id, start: payload, person: column.person.id });
  return true;
}

function visit(parameters) {
  address.searchParams.delete("start");
  address.searchParams.delete("group");
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  location.assign(address);
}

/** A server that was started anew knows nobody of before: the page then begins anew too. */
async function checkThatPersonExists() {
  let known;
  try {
    known = (await everybody()).people.map(({ id }) => id);
  } catch {
    return; // Still away: the stream goes on trying.
  }
  if (columns.every(({ person }) => known.includes(person.id))) return;
  address.searchParams.delete("person");
  location.replace(address);
}

begin();
