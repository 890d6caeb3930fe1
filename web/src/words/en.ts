import type { Word } from ".";

export const en: Record<Word, string> = {
  "mark": "EXERCISE 演练",
  "language.other": "中文",
  "theme.dark": "Dark",
  "theme.light": "Light",
  "link.stale": "This picture has stopped. Reconnecting",
  "link.stale.since": "last word {seconds} s ago",
  "link.denied": "No right to watch: the link has expired or was withdrawn",
  "problem.unreachable": "The server does not answer. Trying again",
  "join.title": "Join a drill",
  "join.code": "Code",
  "join.enter": "Enter",
  "join.explain": "Type the code from the director, or open the director's link or QR code.",
  "join.failed": "Not let in: {detail}",
  "page.missing": "There is no such page",
  "page.home": "All drills",
};
