// Light or dark: the system's wish until the person chooses; runs before the first paint, so nothing flashes.

const REMEMBERED = "sandbox.theme";
const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

const chosen = localStorage.getItem(REMEMBERED);
if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

export function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem(REMEMBERED, root.dataset.theme);
}
