// The page's own words. What bots and people say is shown as it comes.

const WORDS = {
  ro: {
    add: "Adaugă o persoană", addShort: "Adaugă", attach: "Atașează", block: "Blochează botul", bot: "Bot", cancel: "Renunță",
    close: "Închide", closeColumn: "Închide coloana", commands: "Comenzi", document: "Document", edited: "editat",
    editing: "Editezi mesajul", editLast: "Editează ultimul mesaj", gone: "Serverul nu răspunde. Încearcă din nou.", language: "English",
    keyboard: "Butoane", menu: "Meniu", message: "Mesaj", messages: "Mesaje", more: "Mai mult", name: "Nume",
    note: "Un loc de probă: nimic nu ajunge la Telegram.", people: "Persoane", photo: "Fotografie",
    reconnecting: "se reconectează…", send: "Trimite", speaks: "Limba", start: "START", sticker: "Sticker", theme: "Luminos sau întunecat",
    toEnd: "La ultimul mesaj", today: "Astăzi", typing: "scrie…", unblock: "Deblochează", voice: "Mesaj vocal", welcome: "Încă niciun mesaj.",
    as: "ești", yesterday: "Ieri",
  },
  en: {
    add: "Add a person", addShort: "Add", attach: "Attach", block: "Block the bot", bot: "Bot", cancel: "Cancel",
    close: "Close", closeColumn: "Close this column", commands: "Commands", document: "Document", edited: "edited",
    editing: "Editing the message", editLast: "Edit my last message", gone: "The server does not answer. Try again.", language: "Română",
    keyboard: "Buttons", menu: "Menu", message: "Message", messages: "Messages", more: "More", name: "Name",
    note: "A place to try things: nothing here reaches Telegram.", people: "People", photo: "Photo",
    reconnecting: "reconnecting…", send: "Send", speaks: "Language", start: "START", sticker: "Sticker", theme: "Light or dark",
    toEnd: "To the newest message", today: "Today", typing: "typing…", unblock: "Unblock", voice: "Voice message", welcome: "No messages yet.",
    as: "you are", yesterday: "Yesterday",
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
  "data-day": (element, day) => { element.textContent = dayInWords(new Date(`${day}T12:00`)); },
};

function dayInWords(date) {
  const daysAgo = Math.round((new Date().setHours(12, 0, 0, 0) - date) / 86_400_000);
  if (daysAgo === 0) return word("today");
  if (daysAgo === 1) return word("yesterday");
  const otherYear = date.getFullYear() !== new Date().getFullYear();
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: otherYear ? "numeric" : undefined }).format(date);
}
