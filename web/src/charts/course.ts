// The course of a drill as the server tells it, and what is read out of it: cut at a moment, told in words, as a table.

import { inject, onMounted, onScopeDispose, provide, shallowRef, type InjectionKey, type Ref, type ShallowRef } from "vue";
import { ask, Problem } from "../live/api";
import { percent } from "../parts/percent";
import { local, offset } from "../parts/span";
import type { Level, Mode, Setting, Step } from "../shapes";
import { named, say, word } from "../words";

/** Columns of one length: value i is that of the moment at[i] (ms). */
export interface Course {
  now: number;
  span: number; // up to here the moments are close together
  end: number;
  status: string;
  at: number[];
  open: Record<Step, number[]>;
  arrived: number[]; // contacts so far
  due: number[]; // limits of handling so far …
  on_time: number[]; // … and those that were met
  depth: Record<string, number[]>; // cm, the greatest since the moment before
  scores: Record<string, (number | null)[]>;
  bands: { t: number; mode: Mode; response_level: Level }[];
  injects: Record<string, { state: string; released: number; planned: number; zh: string; en: string }>;
}
export type Place = Pick<Setting, "start" | "zone" | "closing_cm" | "points" | "thresholds">;

/** What is open, in the order of the steps; what waits for its evaluation is closed already. */
export const OPEN: Step[] = ["accept", "transfer", "handle", "feedback", "close"];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The last moment not after `t`; -1 before the first. */
export function indexAt(course: Course, t: number): number {
  let [low, high] = [0, course.at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (course.at[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The course as it stood at `t`: nothing that came later is in it. */
export function until(course: Course, t: number): Course {
  if (t >= course.now) return course;
  const keep = indexAt(course, t) + 1;
  const cut = <T>(columns: Record<string, T[]>) => Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(0, keep)]));
  const came = Object.entries(course.injects).map(([id, inject]) => [id, inject.released > t ? { ...inject, released: -1 } : inject] as const);
  return {
    ...course,
    now: t,
    at: course.at.slice(0, keep),
    open: cut(course.open) as Course["open"],
    arrived: course.arrived.slice(0, keep),
    due: course.due.slice(0, keep),
    on_time: course.on_time.slice(0, keep),
    depth: cut(course.depth),
    scores: cut(course.scores),
    bands: course.bands.filter((band) => band.t <= t),
    injects: Object.fromEntries(came.filter(([, inject]) => inject.released >= 0 || inject.planned >= 0)),
  };
}

/** How far a running drill's axis reaches: on for a while, in steps that people read, never beyond the drill. */
export function reach(course: Course): number {
  const wanted = Math.max(course.now * 1.04, HOUR);
  const step = wanted < 12 * HOUR ? HOUR / 2 : wanted < 72 * HOUR ? 6 * HOUR : 24 * HOUR;
  return Math.min(Math.ceil(wanted / step) * step, course.now <= course.span ? course.span : course.end);
}

/** Modes and levels one after the other, each from when to when; what held no moment is left out. */
export function bandsOf(course: Course): { from: number; to: number; mode: Mode; level: Level }[] {
  return course.bands
    .map((band, index) => ({ from: band.t, to: course.bands[index + 1]?.t ?? course.now, mode: band.mode, level: band.response_level }))
    .filter((band) => band.to > band.from);
}

/** Contacts in ten minutes: [until when, how many], over spans long enough that the line says something. */
export function rates(course: Course): [number, number][] {
  const every = Math.max(10 * MINUTE, course.span / 60);
  const found: [number, number][] = [];
  let from = 0;
  for (let place = 1; place < course.at.length; place += 1) {
    const passed = course.at[place]! - course.at[from]!;
    if (passed < every) continue;
    const rate = ((course.arrived[place]! - course.arrived[from]!) * 10 * MINUTE) / passed;
    if (!from) found.push([course.at[0]!, rate]); // the line begins where the first span does
    found.push([course.at[place]!, rate]);
    from = place;
  }
  return found;
}

/** Share of the limits met so far, null before the first fell due. */
export const onTime = (course: Course, place: number) => (course.due[place] ? course.on_time[place]! / course.due[place]! : null);

export const openAt = (course: Course, place: number) => OPEN.reduce((sum, step) => sum + (course.open[step]?.[place] ?? 0), 0);

/** The points that were deepest, the deepest first. */
export function deepest(course: Course, most: number): string[] {
  const peak = (id: string) => Math.max(...course.depth[id]!);
  return Object.keys(course.depth)
    .filter((id) => peak(id) > 1)
    .sort((one, other) => peak(other) - peak(one) || one.localeCompare(other))
    .slice(0, most);
}

/** The time of day; with the date where `long`, as a course of more than a day has each time of day more than once. */
export function clock(place: Place, t: number, long = false): string {
  const { date, minutes } = local(place.start, place.zone, t);
  return long ? `${date.slice(5)} ${minutes}` : minutes;
}
export const isLong = (reached: number) => reached > 24 * HOUR;

function deepestAt(course: Course, place: Place, index: number): string {
  const all = Object.entries(course.depth).map(([id, column]) => ({ id, cm: column[index] ?? 0 }));
  const most = all.reduce((best, one) => (one.cm > best.cm ? one : best), { id: "", cm: 1 });
  return most.id ? `${Math.round(most.cm)} (${most.id} ${named(place.points?.[most.id])})` : "–";
}

function standing(course: Course, t: number): string {
  const band = [...course.bands].reverse().find((one) => one.t <= t);
  return band ? `${word(`mode.${band.mode}`, band.mode)} ${band.response_level}`.trim() : "";
}

/** The injects that came near a moment. */
function near(course: Course, t: number, within: number): string[] {
  return Object.entries(course.injects)
    .filter(([, inject]) => Math.abs((inject.released >= 0 ? inject.released : inject.planned) - t) <= within)
    .map(([id, inject]) => {
      const planned = inject.planned >= 0 ? say("course.planned", { at: offset(inject.planned) }) : "";
      const came = inject.released >= 0 ? say("course.came", { at: offset(inject.released) }) : "";
      return `◆ ${id} ${named(inject)} ${[planned, came].filter(Boolean).join(" · ")}`;
    });
}

/** All that is known of a moment, line by line. */
export function tellMoment(course: Course, place: Place, t: number, within: number): string {
  const index = Math.max(indexAt(course, t), 0);
  const lines = [`${clock(place, t, isLong(course.now))} · ${offset(t)} · ${standing(course, t)}`];
  if (t <= course.now) {
    lines.push(`${say("course.open")} ${openAt(course, index)}: ${OPEN.map((step) => `${word(`step.${step}`, step)} ${course.open[step]?.[index] ?? 0}`).join(", ")}`);
    lines.push(`${say("course.contacts")} ${course.arrived[index] ?? 0} · ${say("course.on_time")} ${percent(onTime(course, index))}`);
    if (Object.keys(course.depth).length) lines.push(`${say("course.depth")} ${deepestAt(course, place, index)}`);
  }
  return [...lines, ...near(course, t, within)].join("\n");
}

/** The course in one sentence, for those who do not see the chart. */
export function tellCourse(course: Course, place: Place): string {
  const totals = course.at.map((_, index) => openAt(course, index));
  const most = Math.max(0, ...totals);
  const last = course.at.length - 1;
  const came = Object.values(course.injects).filter((inject) => inject.released >= 0).length;
  const long = isLong(course.now);
  const values = { to: clock(place, course.now, long), contacts: course.arrived[last] ?? 0, open: totals[last] ?? 0, most, at: clock(place, course.at[totals.indexOf(most)] ?? 0, long), injects: came };
  const deep = deepest(course, 1)[0];
  const water = deep ? ` ${say("course.told.depth", { point: named(place.points?.[deep], deep), cm: Math.round(Math.max(...course.depth[deep]!)) })}` : "";
  return say("course.told", { ...values, share: percent(onTime(course, last)) }) + water;
}

export interface Table {
  head: string[];
  rows: string[][];
}

/** So many moments at most, the last one always. */
function chosen(course: Course, most: number): number[] {
  const last = course.at.length - 1;
  const every = Math.max(1, Math.ceil(last / (most - 1)));
  return course.at.map((_, index) => index).filter((index) => index === last || (index % every === 0 && last - index >= every / 2));
}

/** The course as rows of figures. */
export function tableOf(course: Course, place: Place, most = 25): Table {
  const head = [say("course.time"), say("course.standing"), ...OPEN.map((step) => word(`step.${step}`, step)), say("course.contacts"), say("course.on_time"), say("course.depth")];
  return {
    head,
    rows: chosen(course, most).map((index) => {
      const t = course.at[index]!;
      const steps = OPEN.map((step) => String(course.open[step]?.[index] ?? 0));
      return [clock(place, t, isLong(course.now)), standing(course, t), ...steps, String(course.arrived[index]), percent(onTime(course, index)), deepestAt(course, place, index)];
    }),
  };
}

/** The scores that a director follows; the first is the one that counts most. */
export const FOLLOWED = ["B2", "B1", "A3", "D2"];

export function scoreTableOf(course: Course, place: Place, most = 25): Table {
  const shown = FOLLOWED.filter((id) => course.scores[id]);
  const rows = chosen(course, most).map((index) => [clock(place, course.at[index]!, isLong(course.now)), ...shown.map((id) => percent(course.scores[id]![index]))]);
  return { head: [say("course.time"), ...shown.map((id) => `${id} ${word(`score.${id}`, "")}`)], rows };
}

/** The scores' last values in one sentence. */
export function tellScores(course: Course, place: Place): string {
  const scores = FOLLOWED.filter((id) => course.scores[id]).map((id) => `${id} ${word(`score.${id}`, "")} ${percent(course.scores[id]!.at(-1))}`);
  return say("course.scores.told", { to: clock(place, course.now, isLong(course.now)), scores: scores.join(", ") || "–" });
}

// -- where it comes from

const DRILL: InjectionKey<string> = Symbol("the drill whose course is asked for");
const LOOK = 2_000; // ms of wall time: so often it is seen whether there is something to ask
const EVERY = 10_000; // ms of wall time between two questions about a drill that goes on
const AGAIN = 3; // questions at most about a drill that stands still

/** Which drill the charts on this page are about. */
export function ofDrill(drill: string): void {
  provide(DRILL, drill);
}

export interface Followed {
  course: ShallowRef<Course | null>;
  problem: ShallowRef<string>;
}

/** Asks for the course when the chart is shown, then calmly while time goes on. Where it stands still, it asks once
 * more, as an answer may be a second old, and again while the answer is older than the page's time, but AGAIN times at
 * most; and anew when there is news (`news` is another thing then): orders are given in a pause too. What has ended
 * changes no more. */
export function followCourse(now: Readonly<Ref<number>>, news: () => unknown = () => null, drill = inject(DRILL, "")): Followed {
  const told: Followed = { course: shallowRef(null), problem: shallowRef("") };
  let asking = false;
  let asked = { now: -1, news: null as unknown, times: 0, at: -EVERY };
  let seen = -1;
  function wanted(): boolean {
    const known = told.course.value;
    const moves = now.value !== seen;
    seen = now.value;
    if (asking || !drill || known?.status === "ended") return false;
    if (!known) return true;
    if (now.value !== asked.now || news() !== asked.news) return !moves || performance.now() - asked.at >= EVERY;
    return asked.times < (known.now < now.value ? AGAIN : 2);
  }
  async function follow(): Promise<void> {
    if (!wanted()) return;
    asking = true;
    const stands = { now: now.value, news: news() };
    const times = stands.now === asked.now && stands.news === asked.news ? asked.times + 1 : 1;
    try {
      told.course.value = await ask<Course>("GET", `/drills/${encodeURIComponent(drill)}/course`);
      told.problem.value = "";
      asked = { ...stands, times, at: performance.now() };
    } catch (error) {
      told.problem.value = error instanceof Problem ? error.message : say("problem.unreachable");
    }
    asking = false;
  }
  const timer = setInterval(() => void follow(), LOOK);
  onMounted(() => void follow());
  onScopeDispose(() => clearInterval(timer));
  return told;
}
