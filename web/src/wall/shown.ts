// What the wall's parts work out from a picture: plain functions, so that they can be tested without a page.

import type { Desk } from "../shapes";

const MINUTE = 60_000;

/** A limit this near is shown in colour. */
export const NEAR = 10 * MINUTE;
/** A limit farther than this fills the bar. */
export const FAR = 60 * MINUTE;

export type Nearness = "none" | "far" | "near" | "late";

export function nearness(seat: Desk, now: number): Nearness {
  if (seat.overdue > 0 || (seat.deadline > 0 && seat.deadline < now)) return "late";
  if (!seat.deadline) return "none";
  return seat.deadline - now <= NEAR ? "near" : "far";
}

/** How much of the bar is left, in fortieths: few values, so that a tile is drawn anew only now and then. */
export function left(deadline: number, now: number): number {
  return Math.round((Math.min(Math.max(deadline - now, 0), FAR) / FAR) * 40) / 40;
}

/** Columns for `cells` tiles in a board of this size: as many whole rows as fit, tiles nearest to `wanted` wide:high. */
export function columnsFor(cells: number, width: number, height: number, wanted = 1.25): number {
  if (!cells || width <= 0 || height <= 0) return 1;
  let best = 1;
  let least = Infinity;
  for (let columns = 1; columns <= cells; columns += 1) {
    const rows = Math.ceil(cells / columns);
    const shape = width / columns / (height / rows);
    const spare = (rows * columns - cells) / cells;
    const miss = Math.abs(Math.log(shape / wanted)) + spare;
    if (miss < least) [best, least] = [columns, miss];
  }
  return best;
}

/** A seat's name without the word for seat, which every tile would repeat. */
export function shortName(name: string): string {
  return name.replace(/\u5e2d(?=\u00b7|\(|\uff08|$)/g, "");
}

/** The number of an id such as SYS07 or S39, without the letters that all of its kind share. */
export function bareNumber(id: string): string {
  return /\d+$/.exec(id)?.[0] ?? id;
}

export function share(part: number, whole: number): string {
  return whole ? `${Math.floor((part / whole) * 1000) / 10}%` : "\u2013";
}
