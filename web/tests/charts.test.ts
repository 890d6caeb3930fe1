import { afterEach, describe, expect, it } from "vitest";
import { bandsOf, deepest, FOLLOWED, indexAt, onTime, openAt, rates, reach, scoreTableOf, tableOf, tellCourse, tellMoment, until, type Course, type Place } from "../src/charts/course";
import type { Look } from "../src/charts/look";
import { courseOption, lanesOf, LEFT, RIGHT, rowsOf, scoreOption, tickEvery, type Lane } from "../src/charts/options";
import { lang } from "../src/words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LANES: Lane[] = ["moments", "open", "contacts", "on_time", "depth"];
const LOOK: Look = { text: "#111", soft: "#555", line: "#ccc", strong: "#888", panel: "#fff", raise: "#eee", water: "#00f", watch: "#fa0", alarm: "#f00", font: "sans-serif", rem: 16 };
const SIZE = { width: 1400, height: 450 };
const PLACE: Place = {
  start: "2025-07-24T11:00:00+08:00",
  zone: "Asia/Shanghai",
  closing_cm: 27,
  points: { LP1: { zh: "\u897f\u6865", en: "West bridge", place: "D1", kind: "road", x: 0, y: 0 } },
  thresholds: { on_time: { value: 0.95, more: true } },
};
const upTo = (count: number, value: (place: number) => number) => Array.from({ length: count }, (_, place) => value(place));
const COURSE: Course = {
  now: 60 * MINUTE,
  span: 10 * HOUR,
  end: 56 * HOUR,
  status: "running",
  at: upTo(31, (place) => place * 2 * MINUTE),
  open: { accept: upTo(31, () => 1), transfer: upTo(31, () => 0), handle: upTo(31, (place) => place), feedback: upTo(31, () => 0), close: upTo(31, () => 0), evaluate: upTo(31, () => 9) },
  arrived: upTo(31, (place) => place * 4),
  due: upTo(31, (place) => Math.max(0, place - 10)),
  on_time: upTo(31, (place) => Math.max(0, place - 15)),
  depth: { LP1: upTo(31, (place) => place), LP2: upTo(31, () => 0.5), LP3: upTo(31, (place) => (place === 12 ? 80 : 0)) },
  scores: { B2: upTo(31, (place) => place / 31), D9: upTo(31, () => 1) },
  bands: [
    { t: 0, mode: "peacetime", response_level: "" },
    { t: 20 * MINUTE, mode: "peacetime", response_level: "II" },
    { t: 20 * MINUTE, mode: "wartime", response_level: "II" },
  ],
  injects: {
    I1: { state: "complete", released: 6 * MINUTE, planned: 4 * MINUTE, zh: "\u9884\u8b66", en: "Warning" },
    I2: { state: "approved", released: -1, planned: 90 * MINUTE, zh: "\u5347\u7ea7", en: "Higher" },
  },
};
type Row = { type: string; name: string; data: unknown[]; xAxisIndex: number; stack?: string; endLabel?: { formatter: string }; lineStyle?: { type: unknown; color: string }; markLine?: unknown; markArea?: { data: { name: string; xAxis: number }[][] } };
const drawn = (course: Course, lanes = LANES) => courseOption(course, PLACE, LOOK, SIZE, reach(course), lanes) as { grid: unknown[]; xAxis: { max: number }[]; yAxis: unknown[]; series: Row[]; tooltip: { renderMode: string; formatter: (told: unknown) => string } };
const named = (course: Course, name: string) => drawn(course).series.find((row) => row.name === name)!;

afterEach(() => {
  lang.value = "en";
});
lang.value = "en";

describe("a course", () => {
  it("is cut at a moment: nothing that came later is in it", () => {
    const cut = until(COURSE, 21 * MINUTE);
    expect(cut.at.at(-1)).toBe(20 * MINUTE);
    expect([cut.arrived, cut.open.handle, cut.depth["LP1"], cut.scores["B2"]].map((column) => column!.length)).toEqual([11, 11, 11, 11]);
    expect(Math.max(...cut.depth["LP3"]!)).toBe(0);
    expect(until(COURSE, 5 * MINUTE).injects["I1"]).toMatchObject({ released: -1, planned: 4 * MINUTE });
    expect(until({ ...COURSE, injects: { X: { ...COURSE.injects["I1"]!, planned: -1 } } }, 5 * MINUTE).injects).toEqual({});
    expect(until(COURSE, 61 * MINUTE)).toBe(COURSE);
  });

  it("finds its moments", () => {
    expect([-1, 0, 1, 2 * MINUTE, 999 * MINUTE].map((t) => indexAt(COURSE, t))).toEqual([-1, 0, 0, 1, 30]);
  });

  it("counts what is open without what waits for its evaluation, and shares only of what fell due", () => {
    expect(openAt(COURSE, 30)).toBe(31);
    expect([onTime(COURSE, 10), onTime(COURSE, 30)]).toEqual([null, 0.75]);
  });

  it("tells contacts in ten minutes, from the first moment on", () => {
    expect(rates(COURSE)).toEqual([0, 10, 20, 30, 40, 50, 60].map((minute) => [minute * MINUTE, 20]));
    expect(rates(until(COURSE, 8 * MINUTE))).toEqual([]);
  });

  it("names the deepest points only where there was water", () => {
    expect(deepest(COURSE, 4)).toEqual(["LP3", "LP1"]);
    expect(lanesOf({ ...COURSE, depth: {} }, LANES)).toEqual(["moments", "open", "contacts", "on_time"]);
  });

  it("leaves out a mode that held no moment", () => {
    expect(bandsOf(COURSE).map(({ from, to, mode, level }) => [from / MINUTE, to / MINUTE, mode, level])).toEqual([
      [0, 20, "peacetime", ""],
      [20, 60, "wartime", "II"],
    ]);
  });

  it.each([
    [0, 1],
    [50, 1],
    [61, 1.5],
    [200, 3.5],
    [590, 10],
    [601, 10.5],
    [800, 18],
    [3360, 56],
  ])("at minute %i its axis reaches to hour %f", (minute, hours) => {
    expect(reach({ ...COURSE, now: minute * MINUTE }) / HOUR).toBe(hours);
  });

  it("is told in a sentence, in lines and as a table, in both languages", () => {
    expect(tellCourse(COURSE, PLACE)).toBe("Up to 12:00: 120 contacts, 31 tickets open, at most 31 at 12:00, 75% handled in time, 1 injects released. Deepest water: LP3 80 cm.");
    expect(tellMoment(COURSE, PLACE, 6 * MINUTE, MINUTE).split("\n")).toEqual([
      "11:06 · T+0:06 · PEACETIME",
      "Open 4: Accept 1, Transfer 0, Handle 3, Feed back 0, Close 0",
      "Contacts so far 12 · In time –",
      "Deepest water, cm 3 (LP1 West bridge)",
      "◆ I1 Warning planned T+0:04 · came T+0:06",
    ]);
    expect(tellMoment(COURSE, PLACE, 90 * MINUTE, MINUTE)).toBe("12:30 · T+1:30 · WARTIME II\n◆ I2 Higher planned T+1:30");
    const table = tableOf(COURSE, PLACE, 6);
    expect(table.rows.map((row) => row[0])).toEqual(["11:00", "11:12", "11:24", "11:36", "11:48", "12:00"]);
    expect(table.rows.at(-1)).toEqual(["12:00", "WARTIME II", "1", "0", "30", "0", "0", "120", "75%", "30 (LP1 West bridge)"]);
    lang.value = "zh";
    expect(tellMoment(COURSE, PLACE, 6 * MINUTE, MINUTE)).toContain("I1 \u9884\u8b66");
    expect(tableOf(COURSE, PLACE).head[0]).toBe("\u65f6\u95f4");
  });
});

describe("the chart of a course", () => {
  it("has a lane below the other for each thing, all on one axis of time", () => {
    const option = drawn(COURSE);
    expect([option.grid.length, option.xAxis.length, option.yAxis.length]).toEqual([5, 5, 5]);
    expect(new Set(option.xAxis.map(({ max }) => max))).toEqual(new Set([reach(COURSE)]));
    const rows = rowsOf(LANES, SIZE, 16);
    rows.slice(1).forEach(([top], place) => expect(top).toBeGreaterThan(rows[place]![0] + rows[place]![1]));
    const [top, height] = rows.at(-1)!;
    expect(top + height).toBeLessThanOrEqual(SIZE.height);
    expect(LEFT + RIGHT).toBeLessThan(SIZE.width / 16);
  });

  it("stacks the steps with a point for each moment, and names those that hold something", () => {
    const steps = drawn(COURSE).series.filter((row) => row.stack === "open");
    expect(steps.map((row) => row.name)).toEqual(["close", "feedback", "handle", "transfer", "accept"]);
    expect(steps.every((row) => row.data.length === COURSE.at.length)).toBe(true);
    expect(steps.map((row) => row.endLabel?.formatter)).toEqual([undefined, undefined, "Handle 30", undefined, "Accept 1"]);
  });

  it("says a missed threshold in a sign too, and holds the line against it", () => {
    expect(named(COURSE, "on_time")).toMatchObject({ endLabel: { formatter: "▼ 75%" }, lineStyle: { color: LOOK.alarm } });
    expect(named(COURSE, "on_time").markLine).toBeDefined();
    expect(named({ ...COURSE, on_time: COURSE.due }, "on_time")).toMatchObject({ endLabel: { formatter: "100%" }, lineStyle: { color: LOOK.text } });
    expect(named(COURSE, "on_time").data[0]).toEqual([0, null]);
  });

  it("draws each low point as a line of its own kind, named by its depth or by what it once was", () => {
    const points = drawn(COURSE).series.filter((row) => row.name?.startsWith("LP"));
    expect(points.map((row) => row.endLabel?.formatter)).toEqual(["LP3 ↑80", "LP1 30"]);
    expect(new Set(points.map((row) => JSON.stringify(row.lineStyle!.type))).size).toBe(2);
  });

  it("marks injects that came apart from those that are planned, and modes by name", () => {
    const marks = drawn(COURSE).series.filter((row) => row.type === "scatter").map((row) => (row.data as { name: string }[]).map(({ name }) => name));
    expect(marks).toEqual([["I1"], ["I2"]]);
    const areas = drawn(COURSE).series[0]!.markArea!.data;
    expect(areas.map(([from]) => from!.name)).toEqual(["PEACETIME", "WARTIME II"]);
  });

  it("keeps to the content policy: its tip is drawn, not written into the page", () => {
    const { tooltip } = drawn(COURSE);
    expect(tooltip.renderMode).toBe("richText");
    expect(tooltip.formatter([{ axisValue: 6 * MINUTE }])).toContain("I1 Warning");
  });

  it.each([
    [HOUR, 8, 0.25 * HOUR],
    [10 * HOUR, 12, HOUR],
    [56 * HOUR, 10, 6 * HOUR],
    [61 * 24 * HOUR, 10, 168 * HOUR],
  ])("an axis of %i ms has at most %i marks", (to, most, every) => expect(tickEvery(to, most)).toBe(every));
});

describe("a course of more than a day", () => {
  const long = { ...COURSE, at: upTo(31, (place) => place * 2 * HOUR), now: 60 * HOUR, end: 90 * HOUR };
  it("tells the day with the time: in the table, in the sentence and on the axis", () => {
    const times = tableOf(long, PLACE, 31).rows.map((row) => row[0]);
    expect(new Set(times).size).toBe(31);
    expect(times[12]).toBe("07-25 11:00");
    expect(tellCourse(long, PLACE)).toContain("Up to 07-26 23:00: 120 contacts, 31 tickets open, at most 31 at 07-26 23:00");
    expect(tellMoment(long, PLACE, 26 * HOUR, MINUTE)).toContain("07-25 13:00 · T+26:00");
    const axis = (drawn(long).xAxis as unknown as { interval: number; axisLabel: { formatter: (t: number) => string } }[])[0]!;
    expect(axis.axisLabel.formatter(axis.interval * 2)).toMatch(/^07-2[56] \d\d:00$/);
  });
});

describe("the chart of scores", () => {
  it("shows those that are followed and have cases, each with its name and its last value", () => {
    const { series } = scoreOption(COURSE, PLACE, LOOK, { width: 400, height: 160 }, reach(COURSE)) as { series: Row[] };
    expect(FOLLOWED[0]).toBe("B2");
    expect(series.map((row) => [row.name, row.endLabel?.formatter, row.data.length])).toEqual([["B2", "B2 96.7%", 31]]);
    const missed = scoreOption({ ...COURSE, scores: { B2: upTo(31, () => 0.946), A3: upTo(31, () => null as never) } }, PLACE, LOOK, SIZE, HOUR) as { series: Row[] };
    expect(missed.series.map((row) => row.endLabel?.formatter)).toEqual(["B2 94.6%", "A3 –"]); // beside the threshold of 95 %
    const table = scoreTableOf(COURSE, PLACE, 3);
    expect(table.rows).toEqual([["11:00", "0%"], ["11:30", "48.3%"], ["12:00", "96.7%"]]);
    expect(table.head).toEqual(["Time", "B2 On time"]);
  });
});
