import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope, nextTick, shallowRef } from "vue";
import { calm, later, oneByOne } from "../src/wall/calm";
import { mounted } from "./mount";

const frames: (() => void)[] = [];
async function frame(): Promise<void> {
  for (const draw of frames.splice(0)) draw();
  await nextTick();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { hidden: false });
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  frames.length = 0;
});

describe("a part of the page whose turn comes later", () => {
  it("shows what there is when its frame has come, with what changed meanwhile", async () => {
    const source = shallowRef(1);
    const shown = effectScope().run(() => later(() => source.value, 2))!;
    source.value = 2;
    await nextTick();
    await frame();
    expect(shown.value).toBe(1);
    source.value = 3;
    await nextTick();
    await frame();
    expect(shown.value).toBe(3);
    expect(frames).toEqual([]);
    source.value = 4;
    await nextTick();
    await frame();
    await frame();
    expect(shown.value).toBe(4);
  });

  it("goes on in a tab that nobody sees, where no frame comes", async () => {
    vi.stubGlobal("document", { hidden: true });
    const source = shallowRef("a");
    const shown = effectScope().run(() => later(() => source.value, 1))!;
    source.value = "b";
    await nextTick();
    vi.advanceTimersByTime(250);
    expect(shown.value).toBe("b");
  });
});

describe("a part that is drawn calmly", () => {
  it("follows about once a second, and stops with its page", async () => {
    const source = shallowRef(0);
    const scope = effectScope();
    const shown = scope.run(() => calm(() => source.value))!;
    for (const value of [1, 2, 3]) {
      source.value = value;
      await nextTick();
      vi.advanceTimersByTime(300);
    }
    expect(shown.value).toBe(0);
    vi.advanceTimersByTime(300);
    expect(shown.value).toBe(3);
    source.value = 4;
    await nextTick();
    scope.stop();
    vi.advanceTimersByTime(5_000);
    expect(shown.value).toBe(3);
  });
});

describe("parts that come one by one", () => {
  it("all come, however many there are, and those that are added later", async () => {
    const groups = shallowRef(14);
    const { told: standing, end } = mounted(() => oneByOne(() => groups.value));
    await frame();
    await frame();
    expect(standing.value).toBe(2);
    while (frames.length) await frame();
    expect(standing.value).toBe(14);
    groups.value = 16;
    await nextTick();
    while (frames.length) await frame();
    expect(standing.value).toBe(16);
    end();
  });
});
