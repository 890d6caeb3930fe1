import { describe, expect, it } from "vitest";
import { merge } from "../src/live/patch";

describe("merge patch", () => {
  // the table of RFC 7396, appendix A
  it.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [["a", "b"], ["c", "d"], ["c", "d"]],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("%j + %j = %j", (target, patch, wanted) => {
    expect(merge(target, patch)).toEqual(wanted);
  });

  it("changes nothing it was given and keeps what the patch does not touch", () => {
    const before = { seats: { A: { n: 1 }, B: { n: 2 } }, now: 1 };
    const after = merge(before, { seats: { B: { n: 3 } } }) as typeof before;
    expect(before).toEqual({ seats: { A: { n: 1 }, B: { n: 2 } }, now: 1 });
    expect(after.seats.A).toBe(before.seats.A);
    expect(after.seats.B).not.toBe(before.seats.B);
  });

  it("does not let a patch reach a prototype", () => {
    const patch = JSON.parse('{"__proto__":{"bad":1},"a":{"__proto__":{"bad":1}}}') as unknown;
    expect((merge({}, patch) as { bad?: number }).bad).toBeUndefined();
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });
});
