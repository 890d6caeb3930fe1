// What the wall's parts work out from a picture: plain functions, so that they can be tested without a page.

import { percent } from "../parts/percent";
import type { CityMap, Desk } from "../shapes";

const MINUTE = 60_000;

/** A limit this near is shown in colour. */
export const NEAR = 10 * MINUTE;
/** A limit this far fills the bar. */
export const FAR = 60 * MINUTE; // limits beyond it show no bar

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
  return percent(whole ? part / whole : null);
}

type Spot = [number, number];
const NUDGES: Spot[] = [0, 45, 70, 95, 120].flatMap((reach) =>
  reach ? Array.from({ length: 12 }, (_, turn): Spot => [reach * Math.cos((turn * Math.PI) / 6), 0.75 * reach * Math.sin((turn * Math.PI) / 6)]) : [[0, 0] as Spot],
);
const LABEL = { left: 62, right: 62, above: 32, below: 42 };

function distance([ax, ay]: Spot, [bx, by]: Spot): number {
  return Math.hypot(ax - bx, ay - by);
}

/** Where the districts' names stand: as near to their own place as no low point hides them, and still at home (the
 * nearest street is one of the district's own). */
export function labelPlaces(map: CityMap, points: { x: number; y: number }[]): Record<string, Spot> {
  const streets = Object.entries(map.streets).map(([path, { centre }]) => ({ home: path.split(".")[0] ?? "", centre }));
  const hidden = ([x, y]: Spot) =>
    points.filter((point) => point.x > x - LABEL.left && point.x < x + LABEL.right && point.y > y - LABEL.above && point.y < y + LABEL.below).length;
  const home = (spot: Spot) => streets.reduce((best, street) => (distance(street.centre, spot) < distance(best.centre, spot) ? street : best), streets[0]!).home;
  const placed: Record<string, Spot> = {};
  for (const [id, { label }] of Object.entries(map.districts)) {
    const spots = NUDGES.map(([dx, dy]): Spot => [label[0] + dx, label[1] + dy]).filter((spot) => !streets.length || home(spot) === id);
    placed[id] = spots.reduce((best, spot) => (hidden(spot) < hidden(best) ? spot : best), spots[0] ?? label);
  }
  return placed;
}
