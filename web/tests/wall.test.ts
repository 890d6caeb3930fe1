import { describe, expect, it } from "vitest";
import { percent } from "../src/parts/percent";
import type { CityMap, Desk } from "../src/shapes";
import { bareNumber, columnsFor, labelPlaces, left, nearness, share, shortName } from "../src/wall/shown";
import { Trail } from "../src/wall/trail";
import { kioskOf, nextView, VIEWS } from "../src/wall/views";

const MINUTE = 60_000;
const DESK: Desk = {
  ...{ state: "idle", since: 0, profile: "own", player: "program", operators: 1, busy: 0, inbox: 0, deadline: 0, overdue: 0 },
  ...{ alarms: 0, flood: false, done: 0 },
};

describe("a seat's limit", () => {
  it.each([
    [{ deadline: 0 }, "none"],
    [{ deadline: 61 * MINUTE }, "far"],
    [{ deadline: 60 * MINUTE }, "near"],
    [{ deadline: 50 * MINUTE }, "near"],
    [{ deadline: 50 * MINUTE - 1 }, "late"],
    [{ deadline: 90 * MINUTE, overdue: 1 }, "late"],
  ])("%j at 0:50 is %s", (change, wanted) => expect(nearness({ ...DESK, ...change }, 50 * MINUTE)).toBe(wanted));

  it("shrinks in fortieths of an hour", () => {
    expect(left(60 * MINUTE, 0)).toBe(1);
    expect(left(600 * MINUTE, 0)).toBe(1);
    expect(left(30 * MINUTE, 0)).toBe(left(30 * MINUTE, 20_000));
    expect(left(MINUTE, 2 * MINUTE)).toBe(0);
  });
});

describe("the board", () => {
  it("has room for 69 seats and 8 groups in whole rows", () => {
    expect(columnsFor(77, 1180, 640)).toBe(11);
    for (const [width, height] of [[1180, 640], [1030, 760], [700, 480], [400, 900]] as const) {
      const columns = columnsFor(77, width, height);
      expect(Math.ceil(77 / columns) * columns - 77).toBeLessThan(columns);
    }
  });

  it("says names and numbers without what all of them share", () => {
    expect(shortName("\u603b\u6307\u6325\u5e2d\u00b7\u5e02\u957f")).toBe("\u603b\u6307\u6325\u00b7\u5e02\u957f");
    expect(shortName("Traffic police")).toBe("Traffic police");
    expect(bareNumber("SYS07")).toBe("07");
    expect(share(1, 3)).toBe("33.3%");
    expect(share(0, 0)).toBe("\u2013");
    expect([0.9496, 0.57, 0.29, 1, 0.99999, null].map(percent)).toEqual(["94.9%", "57%", "29%", "100%", "99.9%", "\u2013"]);
  });
});

describe("the map", () => {
  const map = {
    districts: { D1: { path: "", label: [100, 100], area: 1 }, D2: { path: "", label: [400, 100], area: 1 } },
    streets: { "D1.01": { zh: "", en: "", path: "", centre: [100, 100] }, "D2.01": { zh: "", en: "", path: "", centre: [400, 100] } },
  } as unknown as CityMap;

  it("moves a district's name away from its low points, but not out of the district", () => {
    const placed = labelPlaces(map, [{ x: 100, y: 105 }]);
    const [x, y] = placed["D1"]!;
    expect(placed["D2"]).toEqual([400, 100]);
    expect(Math.abs(x - 100) >= 62 || y - 105 >= 32 || 105 - y >= 42).toBe(true);
    expect(x).toBeLessThan(250);
  });
});

describe("the address of a kiosk", () => {
  it.each([
    [{}, { view: "situation", rotate: 0 }],
    [{ view: "command", rotate: "30" }, { view: "command", rotate: 30 }],
    [{ view: "nothing", rotate: "-3" }, { view: "situation", rotate: 0 }],
    [{ rotate: "0.1" }, { view: "situation", rotate: 5 }],
    [{ rotate: "x" }, { view: "situation", rotate: 0 }],
  ])("%j", (query, wanted) => expect(kioskOf(query)).toEqual(wanted));

  it("turns through all views and begins again", () => {
    expect(VIEWS.map(nextView)).toEqual([...VIEWS.slice(1), VIEWS[0]]);
  });
});

describe("the trail of a figure", () => {
  it("keeps one moment a minute, thins itself out, and begins anew when time goes back", () => {
    const trail = new Trail();
    expect(trail.take(0, { open: { value: 1 } })).toBe(true);
    expect(trail.take(30_000, { open: { value: 9 } })).toBe(false);
    for (let minute = 1; minute < 500; minute += 1) trail.take(minute * MINUTE, { open: { value: minute }, still: { value: 4 } });
    const points = trail.lines()["open"]!.split(" ");
    expect(points.length).toBeLessThanOrEqual(60);
    expect(points[0]).toBe("0.0,40.0");
    expect(points.at(-1)).toMatch(/^100\.0,0\.0$/);
    expect(trail.lines()["still"]).toBeUndefined();
    trail.take(5 * MINUTE, { open: { value: 3 } });
    expect(trail.lines()).toEqual({});
  });
});
