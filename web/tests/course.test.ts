import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { shallowRef } from "vue";
import { followCourse } from "../src/charts/course";
import { mounted } from "./mount";

const SECOND = 1_000;
let asked = 0;
let answer: { now: number; status: string };

beforeEach(() => {
  asked = 0;
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async () => ({ ok: true, status: 200, json: async () => ({ ...answer, asked: (asked += 1) }) }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a course that is followed", () => {
  it("is asked for again after a pause when the answer is older than the page's time, and then no more", async () => {
    answer = { now: 9 * SECOND, status: "running" };
    const now = shallowRef(10 * SECOND);
    const { told, end } = mounted(() => followCourse(now, undefined, "flood"));
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, told.course.value?.now]).toEqual([1, 9 * SECOND]);
    answer = { now: 10 * SECOND, status: "paused" };
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect([asked, told.course.value?.status]).toEqual([2, "paused"]);
    end();
  });

  it("is asked for three times at most where the server stays behind", async () => {
    answer = { now: 9 * SECOND, status: "paused" };
    const { end } = mounted(() => followCourse(shallowRef(10 * SECOND), undefined, "flood"));
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(asked).toBe(3);
    end();
  });

  it("is asked for anew when an order in a pause brings news", async () => {
    answer = { now: 10 * SECOND, status: "paused" };
    const picture = shallowRef({});
    const { end } = mounted(() => followCourse(shallowRef(10 * SECOND), () => picture.value, "flood"));
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(asked).toBe(2);
    picture.value = {};
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(asked).toBe(4);
    end();
  });

  it("is asked for every ten seconds while time goes on, and no more once it has ended", async () => {
    answer = { now: 0, status: "running" };
    const now = shallowRef(0);
    const { end } = mounted(() => followCourse(now, undefined, "flood"));
    for (let second = 0; second < 60; second += 1) {
      now.value += SECOND;
      await vi.advanceTimersByTimeAsync(SECOND);
    }
    expect(asked).toBeGreaterThanOrEqual(6);
    expect(asked).toBeLessThanOrEqual(7);
    answer = { now: now.value, status: "ended" };
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    const last = asked;
    now.value += SECOND;
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(asked).toBe(last);
    end();
  });
});
