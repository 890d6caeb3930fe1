import { describe, expect, it } from "vitest";
import { ACTIONS, firstValues, inboxOrder, missing, shownBlanks, wordsOf } from "../src/orders";

describe("orders of a seat", () => {
  it("have a key each, and none twice", () => {
    const keys = Object.values(ACTIONS).map((action) => action.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("ask for the line only where a call is handed over", () => {
    const filled = { ...firstValues("accept_ticket"), outcome: "answered" };
    expect(shownBlanks("accept_ticket", filled).map((blank) => blank.name)).toEqual(["outcome"]);
    expect(wordsOf("accept_ticket", { ...filled, outcome: "handed_over" })).toEqual({ outcome: "handed_over", line: "110" });
  });

  it("leave out what may stay empty, and say what may not", () => {
    expect(wordsOf("transfer_ticket", firstValues("transfer_ticket"))).toEqual({});
    expect(missing("return_ticket", firstValues("return_ticket")).map((blank) => blank.name)).toEqual(["reason"]);
  });

  it("make one line of a text, and a number of a ticket", () => {
    expect(wordsOf("write_note", { text: " two\nlines " })).toEqual({ text: "two lines" });
    expect(wordsOf("merge_ticket", { into: "12" })).toEqual({ into: 12 });
  });
});

describe("the inbox", () => {
  it("shows what is in hand, then the urgent, then what is due first", () => {
    const row = (in_hand: boolean, urgency: string, due: number) => ({ in_hand, urgency, due, since: 0 });
    const rows: [string, ReturnType<typeof row>][] = [
      ["1", row(false, "G", 50)],
      ["2", row(false, "E", 90)],
      ["3", row(false, "G", 0)],
      ["4", row(false, "G", 20)],
      ["5", row(true, "C", 99)],
    ];
    expect(rows.sort(inboxOrder).map(([id]) => id)).toEqual(["5", "2", "4", "1", "3"]);
  });
});
