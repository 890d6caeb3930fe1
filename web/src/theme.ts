// Light or dark: what the user chose, else what the address asks for (a kiosk), else what the machine prefers.

import { ref, watchEffect } from "vue";

export type Theme = "dark" | "light";
const KEPT = "command-center.theme";

export const theme = ref<Theme>(firstTheme());

function firstTheme(): Theme {
  const asked = new URLSearchParams(location.search).get("theme");
  for (const one of [asked, localStorage.getItem(KEPT)]) if (one === "dark" || one === "light") return one;
  if (location.pathname.startsWith("/wall/")) return "dark"; // a wall hangs in a dim room
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function turnTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem(KEPT, theme.value);
}

watchEffect(() => (document.documentElement.dataset["theme"] = theme.value));
