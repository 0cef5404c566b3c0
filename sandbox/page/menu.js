// A small menu that opens from a button: arrow keys, Escape, a click elsewhere closes it.

/** Ties `menu` (role=menu with buttons in it) to the button that opens it. `onOpen` may hide items first. */
export function tieMenu(opener, menu, { onOpen = () => {}, onChoose }) {
  const items = () => [...menu.querySelectorAll("[role=menuitem]:not([hidden])")];

  function toggle(open) {
    if (open) onOpen();
    menu.hidden = !open;
    opener.ariaExpanded = String(open);
    if (open) items()[0]?.focus();
  }

  opener.addEventListener("click", () => toggle(menu.hidden));
  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[role=menuitem]");
    if (item === null) return;
    toggle(false);
    opener.focus();
    onChoose(item);
  });
  menu.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      all[(at + step + all.length) % all.length]?.focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      toggle(false);
      opener.focus();
    } else if (event.key === "Tab") {
      toggle(false);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !menu.contains(event.target) && !opener.contains(event.target)) toggle(false);
  });
}
