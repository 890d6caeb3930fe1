import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { STALE_AFTER, Watch, type Link, type Plain } from "../src/live/socket";

class Wire implements Plain {
  sent: string[] = [];
  closed = false;
  onopen = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
  }
  tell(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const TIMED = { now: 5_000, wall: 0, pace: { state: "running", speed: 1 } };

function watching(allowed = true) {
  const wires: Wire[] = [];
  const pictures: unknown[] = [];
  const links: Link[] = [];
  const watch = new Watch(
    {
      open: () => {
        const wire = new Wire();
        wires.push(wire);
        return wire;
      },
      allowed: async () => allowed,
      random: () => 0.5,
    },
    { picture: (p) => pictures.push(p), timed: () => undefined, link: (l) => links.push(l) },
  );
  watch.start();
  return { watch, wires, pictures, links };
}

describe("the watch", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("takes a full picture, then changes that follow on it", () => {
    const { wires, pictures, links } = watching();
    wires[0]!.tell({ kind: "full", seq: 4, picture: { a: 1, b: 2 }, ...TIMED });
    wires[0]!.tell({ kind: "change", seq: 5, base: 4, patch: { b: null, c: 3 }, ...TIMED });
    expect(pictures).toEqual([{ a: 1, b: 2 }, { a: 1, c: 3 }]);
    expect(links).toEqual(["live"]);
  });

  it("asks for a full picture after a gap and applies nothing until it comes", () => {
    const { wires, pictures } = watching();
    wires[0]!.tell({ kind: "full", seq: 1, picture: { a: 1 }, ...TIMED });
    wires[0]!.tell({ kind: "change", seq: 3, base: 2, patch: { a: 9 }, ...TIMED });
    wires[0]!.tell({ kind: "change", seq: 4, base: 3, patch: { a: 10 }, ...TIMED });
    expect(pictures).toEqual([{ a: 1 }]);
    expect(wires[0]!.sent).toEqual(['{"kind":"resync"}']);
    wires[0]!.tell({ kind: "full", seq: 5, picture: { a: 11 }, ...TIMED });
    expect(pictures.at(-1)).toEqual({ a: 11 });
  });

  it("says stale after three seconds of silence and comes back by itself", async () => {
    const { wires, links, pictures } = watching();
    wires[0]!.tell({ kind: "full", seq: 1, picture: {}, ...TIMED });
    await vi.advanceTimersByTimeAsync(STALE_AFTER - 1);
    expect(links).toEqual(["live"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(links).toEqual(["live", "stale"]);
    expect(wires[0]!.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(wires).toHaveLength(2);
    wires[1]!.tell({ kind: "full", seq: 9, picture: { back: true }, ...TIMED });
    expect(links).toEqual(["live", "stale", "live"]);
    expect(pictures.at(-1)).toEqual({ back: true });
  });

  it("is kept alive by beats", async () => {
    const { wires, links } = watching();
    wires[0]!.tell({ kind: "full", seq: 1, picture: {}, ...TIMED });
    for (let second = 0; second < 20; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      wires[0]!.tell({ kind: "beat", ...TIMED });
    }
    expect(links).toEqual(["live"]);
  });

  it("waits longer each time, up to ten seconds", async () => {
    const { wires } = watching();
    const waits: number[] = [];
    for (let time = 0; time < 7; time += 1) {
      const before = Date.now();
      const seen = wires.length;
      wires.at(-1)!.onclose?.({});
      while (wires.length === seen) await vi.advanceTimersByTimeAsync(100);
      waits.push(Date.now() - before);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it("does not try again when the session is refused", async () => {
    const { wires, links } = watching(false);
    wires[0]!.onclose?.({});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wires).toHaveLength(1);
    expect(links).toEqual(["stale", "denied"]);
  });

  it("ends with the drill", async () => {
    const { wires, links } = watching();
    wires[0]!.tell({ kind: "full", seq: 1, picture: {}, ...TIMED });
    wires[0]!.tell({ kind: "end", status: "ended", root: "ab" });
    wires[0]!.onclose?.({});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links).toEqual(["live", "ended"]);
    expect(wires).toHaveLength(1);
  });
});
