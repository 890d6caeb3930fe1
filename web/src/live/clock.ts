// The drill's clock between two messages: the page counts on by itself, never further than a message may be late.

import { shallowRef, type ShallowRef } from "vue";
import type { Pace } from "./messages";

const FURTHEST = 2_000; // ms of wall time counted on without word from the server
const TICK = 250;
const SLACK = 500; // ms of wall time that a message may be late without being seen

export function moment(now: number, heard: number, pace: Pace, at: number): number {
  if (pace.state !== "running") return now;
  return now + Math.min(Math.max(at - heard, 0), FURTHEST) * pace.speed;
}

export class DrillClock {
  /** ms of simulated time, in whole seconds, at most four changes a second. */
  readonly now: ShallowRef<number> = shallowRef(0);
  readonly pace: ShallowRef<Pace> = shallowRef({ state: "ready", speed: 1 });
  private base = 0;
  private heard = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly wall: () => number = () => performance.now()) {}

  start(): void {
    this.timer ??= setInterval(() => this.tick(), TICK);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  hear(now: number, pace: Pace): void {
    const ahead = this.at() - now;
    // A message that is a little behind what the page counted does not turn the clock back.
    if (!(pace.state === "running" && ahead > 0 && ahead <= pace.speed * SLACK)) this.base = now;
    else this.base = now + ahead;
    this.heard = this.wall();
    const old = this.pace.value;
    if (old.state !== pace.state || old.speed !== pace.speed) this.pace.value = pace;
    this.tick();
  }

  at(): number {
    return moment(this.base, this.heard, this.pace.value, this.wall());
  }

  private tick(): void {
    this.now.value = Math.floor(this.at() / 1000) * 1000;
  }
}
