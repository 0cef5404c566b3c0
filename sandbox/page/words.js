// The page's own words. What bots and people say is shown as it comes.

const WORDS = {
  ro: {
    add: "Adaugă o persoană", addShort: "Adaugă", attach: "Atașează", block: "Blochează botul", bot: "Conversația", cancel: "Renunță",
    close: "Închide", closeColumn: "Închide coloana", commands: "Comenzi", document: "Document", edited: "editat",
    editing: "Editezi mesajul", editLast: "Editează ultimul mesaj", gone: "Serverul nu răspunde. Încearcă din nou.", language: "English",
    keyboard: "Butoane", menu: "Meniu", message: "Mesaj", messages: "Mesaje", more: "Mai mult", name: "Nume",
    note: "Un loc de probă: nimic nu ajunge la Telegram.", people: "Persoane", photo: "Fotografie",
    reconnecting: "se reconectează…", send: "Trimite", speaks: "Limba", start: "START", sticker: "Sticker", theme: "Luminos sau întunecat",
    toEnd: "La ultimul mesaj", today: "Astăzi", typing: "scrie…", unblock: "Deblochează", voice: "Mesaj vocal", welcome: "Încă niciun mesaj.",
    as: "ești", yesterday: "Ieri",
    album: "Album", files: "Fișiere de pe acest dispozitiv",
    addBot: "Adaugă botul în grup", removeBot: "Scoate botul din grup", migrate: "Transformă în supergrup", leave: "Ieși din grup",
    join: "Intră în grup", newGroup: "Grup nou", title: "Titlu", make: "Creează", groupShort: "grup",
    groupNote: "Persoanele de pe această pagină și toți boții vor fi în grup.",
    deleteAccount: "Șterge contul de Telegram", accountDeleted: "Acest cont de Telegram a fost șters.",
    created: "Grupul „{about}” a fost creat", joined: "{about} a intrat în grup", left: "{about} nu mai este în grup",
    migrated_to: "Grupul a devenit supergrup", migrated_from: "Grupul a devenit supergrup",
    membersOne: "{n} membru", membersFew: "{n} membri", membersOther: "{n} de membri",
  },
  en: {
    add: "Add a person", addShort: "Add", attach: "Attach", block: "Block the bot", bot: "Chat", cancel: "Cancel",
    close: "Close", closeColumn: "Close this column", commands: "Commands", document: "Document", edited: "edited",
    editing: "Editing the message", editLast: "Edit my last message", gone: "The server does not answer. Try again.", language: "Română",
    keyboard: "Buttons", menu: "Menu", message: "Message", messages: "Messages", more: "More", name: "Name",
    note: "A place to try things: nothing here reaches Telegram.", people: "People", photo: "Photo",
    reconnecting: "reconnecting…", send: "Send", speaks: "Language", start: "START", sticker: "Sticker", theme: "Light or dark",
    toEnd: "To the newest message", today: "Today", typing: "typing…", unblock: "Unblock", voice: "Voice message", welcome: "No messages yet.",
    as: "you are", yesterday: "Yesterday",
    album: "Album", files: "Files from this device",
    addBot: "Add the bot to the group", removeBot: "Remove the bot from the group", migrate: "Make it a supergroup", leave: "Leave the group",
    join: "Join the group", newGroup: "New group", title: "Title", make: "Create", groupShort: "group",
    groupNote: "The people on this page and all bots will be in the group.",
    deleteAccount: "Delete the Telegram account", accountDeleted: "This Telegram account was deleted.",
    created: "The group “{about}” was created", joined: "{about} joined the group", left: "{about} is no longer in the group",
    migrated_to: "The group became a supergroup", migrated_from: "The group became a supergroup",
    membersOne: "{n} member", membersFew: "{n} members", membersOther: "{n} members",
  },
};

const REMEMBERED = "sandbox.language";
let language = localStorage.getItem(REMEMBERED) ?? (/^(ro|mo)\b/i.test(navigator.language) ? "ro" : "en");

export const currentLanguage = () => language;

export const word = (key) => WORDS[language][key];

/** Fills every element at or under `root` that names a word: its text, its label and tooltip, its placeholder; and writes its days. */
export function translate(root) {
  for (const [attribute, apply] of Object.entries(APPLY)) {
    if (root.matches?.(`[${attribute}]`)) apply(root, root.getAttribute(attribute));
    for (const element of root.querySelectorAll(`[${attribute}]`)) apply(element, element.getAttribute(attribute));
  }
}

/** Turns the page to the other language and remembers it. */
export function switchLanguage() {
  language = language === "ro" ? "en" : "ro";
  localStorage.setItem(REMEMBERED, language);
  speak();
}

/** Writes the whole page in the current language. */
export function speak() {
  document.documentElement.lang = language;
  translate(document.body);
}

const APPLY = {
  "data-word": (element, key) => { element.textContent = word(key); },
  "data-word-label": (element, key) => { element.ariaLabel = word(key); if (element.matches("button")) element.title = word(key); },
  "data-word-placeholder": (element, key) => { element.placeholder = word(key); },
  "data-service": (element, kind) => { element.textContent = word(kind).replace("{about}", element.dataset.about); },
  "data-members": (element, n) => { element.textContent = membersInWords(Number(n)); },
  "data-day": (element, day) => { element.textContent = dayInWords(new Date(`${day}T12:00`)); },
};

function membersInWords(n) {
  const form = { one: "membersOne", few: "membersFew" }[new Intl.PluralRules(language).select(n)] ?? "membersOther";
  return word(form).replace("{n}", n);
}

function dayInWords(date) {
  const daysAgo = Math.round((new Date().setHours(12, 0, 0, 0) - date) / 86_400_000);
  if (daysAgo === 0) return word("today");
  if (daysAgo === 1) return word("yesterday");
  const otherYear = date.getFullYear() !== new Date().getFullYear();
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: otherYear ? "numeric" : undefined }).format(date);
}
