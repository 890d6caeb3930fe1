// Light or dark: what the user chose, else what the address asks for (a kiosk), else what the machine prefers.

import { ref, watchEffect } from "vue";

export type Theme = "dark" | "light";
const KEPT = "command-center.theme";

export const theme = ref<Theme>(firstTheme());

function chosen(): Theme | undefined {
  const asked = new URLSearchParams(location.search).get("theme");
  return [asked, localStorage.getItem(KEPT)].find((one): one is Theme => one === "dark" || one === "light");
}

function firstTheme(): Theme {
  return chosen() ?? (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");
}

/** For a page that hangs in a dim room: dark, unless somebody chose otherwise. */
export function preferDark(): void {
  if (!chosen()) theme.value = "dark";
}

export function turnTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem(KEPT, theme.value);
}

watchEffect(() => (document.documentElement.dataset["theme"] = theme.value));
