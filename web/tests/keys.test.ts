import { expect, it } from "vitest";
import { belongsToPart } from "../src/parts/keys";

it("keys belong to the page, but not where they are pressed in a part that has its own", () => {
  const inside = { closest: (selector: string) => (selector.includes("[tabindex]") ? {} : null) };
  expect(belongsToPart(inside as unknown as EventTarget)).toBe(true);
  expect(belongsToPart({ closest: () => null } as unknown as EventTarget)).toBe(false);
  expect([null, {} as EventTarget].map(belongsToPart)).toEqual([false, false]);
});
