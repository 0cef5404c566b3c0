// The server's safe HTML, with what a chat makes of it: commands to tap, spoilers to uncover, links that leave the page alone.

/** Text that a click uncovers: spoilers, and quotations shown by their first lines. */
export const COVERED = ".spoiler:not(.uncovered), blockquote.expandable:not(.uncovered)";

const COMMAND = /(?<![\w/.:])\/[a-z0-9_]{1,32}(?:@\w+)?(?![\w/])/gi;

/** Puts `html` (from the server only: it has escaped everything a person or a bot wrote) into `element`. */
export function setRichText(element, html) {
  element.innerHTML = html;
  for (const link of element.querySelectorAll("a[href]")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  for (const covered of element.querySelectorAll(COVERED)) {
    covered.tabIndex = 0;
    covered.role = "button";
  }
  for (const text of plainTextsOf(element)) linkCommands(text);
}

function plainTextsOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest("a, code, pre, .spoiler") === null) texts.push(walker.currentNode);
  }
  return texts;
}

function linkCommands(text) {
  const matches = [...text.data.matchAll(COMMAND)];
  // From the end, so that the indexes of those before stay right.
  for (const match of matches.reverse()) {
    const rest = text.splitText(match.index);
    rest.splitText(match[0].length);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "command";
    button.textContent = match[0];
    rest.replaceWith(button);
  }
}

/**
 * What a click in rich text asks for, or null for none of ours.
 * @returns {?{command: string} | {covered: Element} | {link: string}}
 */
export function wishOf(event) {
  const command = event.target.closest("button.command");
  if (command) return { command: command.textContent };
  const covered = event.target.closest(COVERED);
  if (covered) return { covered };
  const link = event.target.closest(".text a[href]");
  return link ? { link: link.href } : null;
}

/**
 * What a new version of a text says anew.
 * @returns {{lines: string[], isOtherScreen: boolean}} `isOtherScreen`: most lines are new, so it is no longer the same screen with a mark more
 */
export function newLines(before, after) {
  const old = new Set(before.split("\n"));
  const said = after.split("\n").filter((line) => line.trim() !== "");
  const lines = said.filter((line) => !old.has(line));
  return { lines, isOtherScreen: lines.length * 2 > said.length };
}
