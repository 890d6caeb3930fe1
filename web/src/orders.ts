// The orders of seats as their page shows them: the key that gives one, and the blanks a person fills in first.
// Which of them fit a piece of work at this moment the picture says; the world has the last word.

export type BlankKind =
  | "seat" | "system" | "category" | "urgency" | "outcome" | "line" | "text" | "ticket" | "place" | "tier" | "action" | "mode" | "level" | "flag"; // prettier-ignore

export interface Blank {
  name: string;
  kind: BlankKind;
  optional?: boolean;
  /** shown only where another blank has this value */
  only?: [name: string, value: string];
  first?: string;
}

export interface Action {
  key: string;
  blanks: Blank[];
  /** the step forward, drawn strong */
  forward?: boolean;
}

const seat = (optional = false): Blank => ({ name: "seat", kind: "seat", optional });
const reason = (optional = false): Blank => ({ name: "reason", kind: "text", optional });

export const ACTIONS: Record<string, Action> = {
  take_up: { key: "u", blanks: [] },
  accept_ticket: {
    key: "a",
    forward: true,
    blanks: [
      { name: "outcome", kind: "outcome", first: "ticket" },
      { name: "line", kind: "line", only: ["outcome", "handed_over"], first: "110" },
      { name: "category", kind: "category", optional: true, only: ["outcome", "ticket"] },
      { name: "urgency", kind: "urgency", optional: true, only: ["outcome", "ticket"] },
    ],
  },
  merge_ticket: { key: "m", blanks: [{ name: "into", kind: "ticket" }] },
  transfer_ticket: { key: "t", forward: true, blanks: [seat(true)] },
  sign_ticket: { key: "s", forward: true, blanks: [] },
  return_ticket: { key: "r", blanks: [reason(), { name: "dispute", kind: "flag", optional: true }] },
  handle_ticket: { key: "h", forward: true, blanks: [] },
  finish_handling: { key: "f", forward: true, blanks: [] },
  ask_system: { key: "y", blanks: [{ name: "system", kind: "system" }] },
  ask_assistance: { key: "w", blanks: [seat()] },
  consult: { key: "k", forward: true, blanks: [] },
  arbitrate: { key: "b", forward: true, blanks: [seat(true)] },
  ask_extension: { key: "x", blanks: [reason()] },
  grant_extension: { key: "g", forward: true, blanks: [] },
  refuse_extension: { key: "j", blanks: [reason()] },
  supervise: { key: "v", blanks: [] },
  note_progress: { key: "p", blanks: [{ name: "text", kind: "text", optional: true }] },
  feed_back: { key: "e", forward: true, blanks: [{ name: "text", kind: "text", optional: true }] },
  close_ticket: { key: "o", forward: true, blanks: [] },
  evaluate_ticket: { key: "l", forward: true, blanks: [] },
  redo_ticket: { key: "d", blanks: [reason(true)] },
  do_task: { key: "q", forward: true, blanks: [] },
  send_command: {
    key: "i",
    blanks: [
      { name: "action", kind: "action", first: "watch_point" },
      { name: "place", kind: "place", optional: true },
      { name: "down_to", kind: "tier", first: "grid" },
    ],
  },
  confirm_mode: { key: "z", blanks: [{ name: "mode", kind: "mode", first: "wartime" }] },
  set_response_level: { key: "8", blanks: [{ name: "response_level", kind: "level", optional: true }] },
  write_note: { key: "9", blanks: [{ name: "text", kind: "text" }] },
};

export const OF_THE_SEAT = ["send_command", "confirm_mode", "set_response_level", "write_note"] as const;

/** The words of an order as the server takes them; empty blanks that may be empty are left out. */
export function wordsOf(kind: string, filled: Record<string, string | boolean>): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const blank of shownBlanks(kind, filled)) {
    const value = filled[blank.name] ?? "";
    if (value === "" && blank.optional) continue;
    // A text is one line in the journal.
    told[blank.name] = blank.kind === "ticket" ? Number(value) : typeof value === "string" ? value.replace(/\s+/g, " ").trim() : value;
  }
  return told;
}

export function shownBlanks(kind: string, filled: Record<string, string | boolean>): Blank[] {
  return (ACTIONS[kind]?.blanks ?? []).filter((blank) => !blank.only || filled[blank.only[0]] === blank.only[1]);
}

export function firstValues(kind: string): Record<string, string | boolean> {
  const values: Record<string, string | boolean> = {};
  for (const blank of ACTIONS[kind]?.blanks ?? []) values[blank.name] = blank.kind === "flag" ? false : (blank.first ?? "");
  return values;
}

export function missing(kind: string, filled: Record<string, string | boolean>): Blank[] {
  return shownBlanks(kind, filled).filter((blank) => !blank.optional && filled[blank.name] === "");
}

const RANK: Record<string, number> = { E: 0, U: 1, G: 2, C: 3 };

/** Inbox order: what is in hand, then urgency, then deadline, then age; tasks of the seat come first of their kind. */
export function inboxOrder(
  one: [string, { in_hand: boolean; urgency: string; due: number; since: number }],
  other: [string, { in_hand: boolean; urgency: string; due: number; since: number }],
): number {
  const rank = (row: (typeof one)[1]) => [row.in_hand ? 0 : 1, RANK[row.urgency] ?? 1, row.due || Infinity, row.since];
  const [a, b] = [rank(one[1]), rank(other[1])];
  for (let place = 0; place < a.length; place++) {
    const [left, right] = [a[place] ?? 0, b[place] ?? 0];
    if (left !== right) return left < right ? -1 : 1;
  }
  return Number(one[0]) - Number(other[0]);
}
