import { describe, expect, it } from "vitest";
import { brief, countdown, local, offset } from "../src/parts/span";
import { DrillClock, moment } from "../src/live/clock";

describe("times", () => {
  it.each([
    [0, "0s"],
    [59_999, "59s"],
    [60_000, "1m"],
    [3_599_999, "59m"],
    [3_900_000, "1h05"],
    [86_400_000 + 4 * 3_600_000, "1d4h"],
  ])("%i ms is %s", (ms, text) => expect(brief(ms)).toBe(text));

  it("counts down to a limit and on beyond it", () => {
    expect(countdown(90_000, 60_000)).toBe("30s");
    expect(countdown(60_000, 90_000)).toBe("−30s");
  });

  it("tells the distance from the start", () => {
    expect(offset(7_500_000)).toBe("T+2:05");
    expect(offset(-600_000)).toBe("T−0:10");
  });

  it("tells the drill's own time, whatever zone the machine is in", () => {
    expect(local("2025-07-24T11:00:00+08:00", "Asia/Shanghai", 13.5 * 3_600_000)).toEqual({
      date: "2025-07-25",
      time: "00:30:00",
      minutes: "00:30",
    });
  });
});

describe("the drill's clock", () => {
  it("counts on while the drill runs, at its speed, at most two seconds without word", () => {
    const running = { state: "running", speed: 60 } as const;
    expect(moment(1_000, 0, running, 500)).toBe(31_000);
    expect(moment(1_000, 0, running, 60_000)).toBe(121_000);
    expect(moment(1_000, 0, { state: "paused", speed: 60 }, 60_000)).toBe(1_000);
  });

  it("does not step back for a message that is a little late, but follows a real jump", () => {
    let wall = 0;
    const clock = new DrillClock(() => wall);
    clock.hear(10_000, { state: "running", speed: 10 });
    wall = 1_000;
    clock.hear(19_000, { state: "running", speed: 10 });
    expect(clock.now.value).toBe(20_000);
    clock.hear(3_000, { state: "running", speed: 10 });
    expect(clock.now.value).toBe(3_000);
  });
});
