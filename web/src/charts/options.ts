// What is drawn: plain option objects for ECharts, made of a course, the colours of the page and a size. No state, no
// browser: the tests read them. Lanes stand one below the other on one axis of time:
// - moments: mode and response level as bands, injects as diamonds (full: came; hollow: planned);
// - open: tickets by step, stacked in shades of grey, each named at its end;
// - contacts: how many in ten minutes; on_time: the share of limits met so far, with its threshold;
// - depth: the deepest low points, each with a line of its own kind and its name at the end.
import type { EChartsCoreOption } from "echarts/core";
import { say, word } from "../words";
import { bandsOf, clock, deepest, FOLLOWED, indexAt, isLong, onTime, OPEN, rates, tellMoment, type Course, type Place } from "./course";
import { percent } from "../parts/percent";
import type { Look } from "./look";

export type Lane = "moments" | "open" | "contacts" | "on_time" | "depth";
export interface Size {
  width: number;
  height: number;
}
interface Drawn {
  course: Course;
  place: Place;
  look: Look;
  to: number;
}
type Row = Record<string, unknown>;

const HOUR = 3_600_000;
const WEIGHT: Record<Lane, number> = { moments: 0, open: 3, contacts: 1.1, on_time: 1.2, depth: 1.7 };
const KINDS: (string | number[])[] = ["solid", [7, 4], [2, 3], [9, 3, 2, 3]];
const POINTS = 4;
const NEAR = 0.03; // share of the axis: marks nearer than that have no room for a name
const DRY = 1; // cm: from here down a line is named by what it once was
export const LEFT = 3.1; // rem left and right of the lanes: what stands above or below a chart lines up with them
export const RIGHT = 7.6;

/** The lanes that have something to say. */
export function lanesOf(course: Course, wanted: Lane[]): Lane[] {
  return wanted.filter((lane) => lane !== "depth" || deepest(course, 1).length > 0);
}

/** Marks of the axis of time: at most `most`, on whole hours or parts of them. */
export function tickEvery(to: number, most: number): number {
  return [0.25, 0.5, 1, 2, 3, 4, 6, 12, 24, 48, 96, 168, 336, 720].map((hours) => hours * HOUR).find((step) => to / step <= most) ?? to;
}

/** [top, height] of each lane, in px. */
export function rowsOf(lanes: Lane[], size: Size, rem: number): [number, number][] {
  const gap = 1.75 * rem;
  const strip = lanes.includes("moments") ? 2.5 * rem : 0;
  const others = lanes.filter((lane) => lane !== "moments");
  const left = Math.max(size.height - 1.7 * rem - strip - gap * others.length, 20 * others.length);
  const weights = others.reduce((sum, lane) => sum + WEIGHT[lane], 0);
  let top = 0;
  return lanes.map((lane) => {
    const height = lane === "moments" ? strip : (left * WEIGHT[lane]) / weights;
    if (lane !== "moments") top += gap;
    const row: [number, number] = [top, height];
    top += height;
    return row;
  });
}

function line(grid: number, name: string, data: unknown[], style: Row = {}): Row {
  return { type: "line", name, xAxisIndex: grid, yAxisIndex: grid, data, symbol: "none", showSymbol: false, animation: false, emphasis: { disabled: true }, silent: true, ...style };
}

/** A name and value at the end of a line; an empty one is no label. */
function endLabel(look: Look, formatter: string): Row {
  if (!formatter) return { endLabel: { show: false } };
  return {
    endLabel: { show: true, formatter, color: look.text, fontFamily: look.font, fontSize: 0.78 * look.rem, distance: 0.35 * look.rem },
    labelLayout: { moveOverlap: "shiftY" },
  };
}

function pairs(course: Course, value: (place: number) => number | null): [number, number | null][] {
  return course.at.map((t, place) => [t, value(place)]);
}

function bands({ course, look, to }: Drawn): Row {
  const data = bandsOf(course).map(({ from, to: until, mode, level }) => {
    const war = mode === "wartime";
    const name = (until - from) / to > 0.045 ? [word(`mode.${mode}`, mode), level].filter(Boolean).join(" ") : "";
    const style = { color: war ? look.watch : look.raise, opacity: war ? 0.2 : 1, borderColor: war ? look.watch : look.strong, borderWidth: 1 };
    return [{ name, xAxis: from, yAxis: 0.48, itemStyle: style }, { xAxis: until, yAxis: 1 }];
  });
  return { silent: true, animation: false, data, label: { position: "insideLeft", color: look.text, fontFamily: look.font, fontSize: 0.76 * look.rem } };
}

function moments(drawn: Drawn, grid: number): Row[] {
  const { course, look, to } = drawn;
  const injects = Object.entries(course.injects).map(([id, each]) => ({ id, came: each.released >= 0, t: each.released >= 0 ? each.released : each.planned }));
  const all = injects.filter(({ t }) => t >= 0).sort((one, other) => one.t - other.t);
  const marks = all.map(({ id, came, t }, place) => ({ name: id, came, value: [t, 0.18], label: { show: (all[place + 1]?.t ?? 2 * to) - t > NEAR * to } }));
  const label = { show: true, position: "right", formatter: "{b}", distance: 2, color: look.text, fontFamily: look.font, fontSize: 0.7 * look.rem };
  const mark = (data: Row[], style: Row) => ({
    type: "scatter", xAxisIndex: grid, yAxisIndex: grid, data, symbol: "diamond", symbolSize: 0.72 * look.rem, label, animation: false, silent: true, itemStyle: style, z: 5,
  });
  return [
    line(grid, "", [[0, 0]], { lineStyle: { width: 0 }, markArea: bands(drawn) }),
    mark(marks.filter(({ came }) => came), { color: look.text, borderColor: look.panel, borderWidth: 1 }),
    mark(marks.filter(({ came }) => !came), { color: look.panel, borderColor: look.text, borderWidth: 1.5 }),
  ];
}

function open({ course, look }: Drawn, grid: number): Row[] {
  return [...OPEN].reverse().map((step, order) => {
    const values = course.open[step] ?? [];
    const style = { stack: "open", lineStyle: { width: 1, color: look.panel }, areaStyle: { color: look.soft, opacity: 0.95 - 0.17 * order } };
    const last = values.at(-1) ?? 0;
    return line(grid, step, pairs(course, (at) => values[at] ?? 0), { ...style, ...endLabel(look, last ? `${word(`step.${step}`, step)} ${last}` : "") });
  });
}

function contacts({ course, look }: Drawn, grid: number): Row[] {
  const found = rates(course);
  const label = endLabel(look, found.length ? `${Math.round(found.at(-1)![1])}` : "");
  return [line(grid, "contacts", found, { step: "start", lineStyle: { width: 1.5, color: look.strong }, areaStyle: { color: look.strong, opacity: 0.3 }, ...label })];
}

function threshold(look: Look, value: number, label: string): Row {
  return {
    silent: true, animation: false, symbol: "none", data: [{ yAxis: value }], lineStyle: { color: look.soft, type: [4, 3], width: 1 },
    label: { formatter: label, position: value > 50 ? "insideStartBottom" : "insideStartTop", color: look.soft, fontFamily: look.font, fontSize: 0.7 * look.rem },
  };
}

function shares({ course, place, look }: Drawn, grid: number): Row[] {
  const bound = place.thresholds["on_time"]?.value;
  const last = onTime(course, course.at.length - 1);
  const late = bound !== undefined && last !== null && last < bound;
  const label = endLabel(look, last === null ? "" : `${late ? "▼ " : ""}${percent(last)}`);
  const marked = bound === undefined ? {} : { markLine: threshold(look, bound * 100, `≥ ${percent(bound)}`) };
  const data = pairs(course, (at) => onTime(course, at)).map(([t, share]) => [t, share === null ? null : share * 100]);
  return [line(grid, "on_time", data, { lineStyle: { width: 2, color: late ? look.alarm : look.text }, ...label, ...marked })];
}

function depths({ course, place, look }: Drawn, grid: number): Row[] {
  return deepest(course, POINTS).map((id, order) => {
    const values = course.depth[id] ?? [];
    const marked = order ? {} : { markLine: threshold(look, place.closing_cm, say("course.closing", { cm: place.closing_cm })) };
    const style = { lineStyle: { width: order ? 1.4 : 2, color: look.water, type: KINDS[order] }, areaStyle: order ? undefined : { color: look.water, opacity: 0.12 } };
    const last = values.at(-1) ?? 0;
    const label = last > DRY ? `${id} ${Math.round(last)}` : order ? "" : `${id} ↑${Math.round(Math.max(...values))}`;
    return line(grid, id, pairs(course, (at) => values[at] ?? 0), { ...style, ...endLabel(look, label), ...marked });
  });
}

const SERIES: Record<Lane, (drawn: Drawn, grid: number) => Row[]> = { moments, open, contacts, on_time: shares, depth: depths };

function valueAxis(lane: Lane, grid: number, { look }: Drawn): Row {
  if (lane === "moments") return { gridIndex: grid, type: "value", show: false, min: 0, max: 1 };
  const told = { color: look.soft, fontFamily: look.font, fontSize: 0.72 * look.rem };
  return {
    gridIndex: grid, type: "value", name: say(`course.lane.${lane}`), nameLocation: "end", nameGap: 0.4 * look.rem,
    nameTextStyle: { ...told, fontSize: 0.85 * look.rem, align: "left", padding: [0, 0, 0, -2.6 * look.rem] },
    axisLabel: { ...told, showMinLabel: true, showMaxLabel: true, hideOverlap: true }, splitLine: { lineStyle: { color: look.line, width: 1 } }, splitNumber: 2,
    ...(lane === "on_time" ? { min: 0, max: 100, interval: 50 } : { min: 0, minInterval: 1 }),
  };
}

function timeAxis(grid: number, last: boolean, width: number, { place, look, to }: Drawn): Row {
  const long = isLong(to);
  const every = tickEvery(to, Math.max(2, Math.floor((width / look.rem - LEFT - RIGHT) / (long ? 7 : 5))));
  return {
    gridIndex: grid, type: "value", min: 0, max: to, interval: every, axisTick: { show: false }, axisLine: { show: grid > 0, lineStyle: { color: look.strong } },
    axisLabel: { show: last, formatter: (t: number) => (t === to && t % every ? "" : clock(place, t, long)), color: look.soft, fontFamily: look.font, fontSize: 0.74 * look.rem },
    splitLine: { show: true, lineStyle: { color: look.line, width: 1, opacity: 0.6 } },
  };
}

function tooltip({ course, place, look, to }: Drawn): Row {
  return {
    trigger: "axis", renderMode: "richText", confine: true, transitionDuration: 0, backgroundColor: look.raise, borderColor: look.strong, borderWidth: 1,
    textStyle: { color: look.text, fontFamily: look.font, fontSize: 0.82 * look.rem, lineHeight: 1.25 * look.rem }, axisPointer: { type: "line", lineStyle: { color: look.text, width: 1, type: "solid" } },
    formatter: (told: unknown) => tellMoment(course, place, Number((Array.isArray(told) ? told[0] : told)?.axisValue ?? 0), to / 120),
  };
}

/** The course of a drill in the lanes that are wanted, on an axis of time up to `to` (ms). */
export function courseOption(course: Course, place: Place, look: Look, size: Size, to: number, wanted: Lane[]): EChartsCoreOption {
  const drawn: Drawn = { course, place, look, to };
  const lanes = lanesOf(course, wanted);
  const rows = rowsOf(lanes, size, look.rem);
  return {
    animation: false,
    aria: { enabled: false }, // the page itself says what the chart shows
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: tooltip(drawn),
    grid: rows.map(([top, height]) => ({ left: LEFT * look.rem, right: RIGHT * look.rem, top, height, outerBoundsMode: "none" })),
    xAxis: lanes.map((_, grid) => timeAxis(grid, grid === lanes.length - 1, size.width, drawn)),
    yAxis: lanes.map((lane, grid) => valueAxis(lane, grid, drawn)),
    series: lanes.flatMap((lane, grid) => SERIES[lane](drawn, grid)),
  };
}

/** Live scores over time, in per cent. */
export function scoreOption(course: Course, place: Place, look: Look, size: Size, to: number): EChartsCoreOption {
  const drawn: Drawn = { course, place, look, to };
  const shown = FOLLOWED.filter((id) => course.scores[id]);
  const bound = place.thresholds["on_time"]?.value;
  const series = shown.map((id, order) => {
    const values = course.scores[id]!;
    const marked = id === "B2" && bound !== undefined ? { markLine: threshold(look, bound * 100, `B2 ≥ ${percent(bound)}`) } : {};
    const style = { lineStyle: { width: id === "B2" ? 2.2 : 1.4, color: id === "B2" ? look.text : look.soft, type: KINDS[order] } };
    const data = pairs(course, (at) => values[at] ?? null).map(([t, share]) => [t, share === null ? null : share * 100]);
    return line(0, id, data, { ...style, ...endLabel(look, `${id} ${percent(values.at(-1))}`), ...marked });
  });
  const told = (t: number) => {
    const index = Math.max(0, indexAt(course, t));
    return [clock(place, t, isLong(course.now)), ...shown.map((id) => `${id} ${word(`score.${id}`, "")} ${percent(course.scores[id]?.[index])}`)].join("\n");
  };
  return {
    animation: false,
    aria: { enabled: false },
    tooltip: { ...tooltip(drawn), formatter: (told_: unknown) => told(Number((Array.isArray(told_) ? told_[0] : told_)?.axisValue ?? 0)) },
    grid: [{ left: LEFT * look.rem, right: 5 * look.rem, top: 1.9 * look.rem, height: size.height - 3.7 * look.rem, outerBoundsMode: "none" }],
    xAxis: [timeAxis(0, true, size.width, drawn)],
    yAxis: [{ ...valueAxis("on_time", 0, drawn), name: "" }],
    series,
  };
}
