// What the server says on a watch socket; see docs of the server, "WebSocket".

export type PaceState = "ready" | "running" | "paused" | "ended" | "replay";

export interface Pace {
  state: PaceState;
  speed: number;
}

interface Timed {
  now: number; // ms of simulated time
  wall: number; // ms since 1970 on the server
  pace: Pace;
}

export type Message =
  | ({ kind: "full"; seq: number; picture: unknown } & Timed)
  | ({ kind: "change"; seq: number; base: number; patch: unknown } & Timed)
  | ({ kind: "beat" } & Timed)
  | { kind: "end"; status: string; root: string };
