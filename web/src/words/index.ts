// The words of the pages in Chinese and English. `say("wall.title")` follows the language at once; English must have
// every key of the Chinese table (the type of en.ts says so), and a test holds that no key is unused or unknown.

import { ref, watchEffect } from "vue";
import { en } from "./en";
import { zh } from "./zh";

export type Lang = "zh" | "en";
export type Word = keyof typeof zh;

const TABLES: Record<Lang, Record<Word, string>> = { zh, en };
const KEPT = "command-center.lang";

export const lang = ref<Lang>(firstLang());

function firstLang(): Lang {
  const asked = typeof location === "undefined" ? null : new URLSearchParams(location.search).get("lang");
  const kept = typeof localStorage === "undefined" ? null : localStorage.getItem(KEPT);
  for (const one of [asked, kept]) if (one === "zh" || one === "en") return one;
  return typeof navigator !== "undefined" && !navigator.language.startsWith("zh") ? "en" : "zh";
}

export function setLang(next: Lang): void {
  lang.value = next;
  localStorage.setItem(KEPT, next);
}

/** The sentence of a key; `{name}` in it is filled from `values`. */
export function say(key: Word, values: Record<string, string | number> = {}): string {
  return TABLES[lang.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The same for a key made from data, such as a state; `undefined` where the table has none. */
export function perhaps(key: string): string | undefined {
  return (TABLES[lang.value] as Record<string, string>)[key];
}

export function word(key: string, otherwise: string): string {
  return perhaps(key) ?? otherwise;
}

/** The name in the language shown of a thing that has two. */
export function named(pair: { zh: string; en: string } | undefined, otherwise = ""): string {
  return pair ? pair[lang.value] || pair.zh || pair.en : otherwise;
}

if (typeof document !== "undefined") {
  watchEffect(() => (document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en"));
}
