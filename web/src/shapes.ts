// Shapes of what Python's folds/pictures give. All times are ms of simulated time since the drill's start; -1 = not (yet),
// due/deadline/limit 0 = none. Objects are keyed by id (numbers as text). Nothing is ever null: a key that has nothing is absent.
// Shares are 0..1. Order of objects carries no meaning unless said: sort on the page (ticker and log by number, descending).
// A merge patch (RFC 7396) turns one picture into the next.

export interface Named { zh: string; en: string }
export type Mode = "peacetime" | "wartime";
export type Status = "ready" | "running" | "completed" | "stopped" | "safety_stop";
export type Warning = "" | "blue" | "yellow" | "orange" | "red";
export type Level = "" | "IV" | "III" | "II" | "I";
export type Urgency = "" | "E" | "U" | "G" | "C";      // "" = a caller nobody has spoken with yet
export type Step = "accept" | "transfer" | "handle" | "feedback" | "close" | "evaluate";
export type Stage = Step | "sign" | "field" | "consult" | "arbitrate" | "redo" | "extension";
export type Feed = "real" | "mock" | "missing" | "link";

// -- setting (once; GET …/setting). injects and objectives only for director and evaluator.
export interface Setting {
  scenario: { name: string; title: Named; about: Named };
  centre: Named; city: Named;
  program: string; origin: "simulated" | "recorded";
  start: string;                       // ISO with offset: t = 0
  zone: string; horizon: number; end: number; staffing: string; seed: number;
  closing_cm: number;                  // depth at which a road is to be closed
  seats: Record<string, SettingSeat>;
  groups: Record<string, Named>;       // id = SettingSeat.group, in the order of the roster
  systems: Record<string, Named & { data: "feed" | "link" | "slot"; owner: string }>;
  categories: Record<string, Named & { urgency: Urgency }>;
  points: Record<string, Named & { place: string; kind: "underpass" | "road" | "community"; x: number; y: number }>;
  actions: Record<string, Named>;      // what injects, playbooks and duties call their actions
  sources?: Record<string, { channel: string }>;   // streams of contacts; only for director and evaluator
  districts: Record<string, Named>;    // D1…; streets' names are in map.streets
  thresholds: Record<string, { value: number; more: boolean }>;   // by headline figure
  map: CityMap;
  injects?: Record<string, SettingInject>;
  objectives?: Record<string, Named>;
}
export interface SettingSeat extends Named { group: string; part: string; tier_role: "decide" | "dispatch" | "act" | "support"; order: number; crews: number }
export interface SettingInject extends Named { purpose: string; message_zh: string; message_en: string; at: number; conditional: boolean; to: string[]; objective: string; expected: Record<string, number> /* "SEAT action" -> within ms */ }
export interface CityMap {
  width: 1000; height: 700;
  outline: string;                                   // SVG path of the land; districts tile it exactly
  water: { kind: "sea" | "river" | "lake"; path: string; width?: number }[];   // river: an open line to stroke with `width`
  islets: string[];                                  // small islands in the sea (decoration)
  districts: Record<string, { path: string; label: [number, number]; area: number }>;
  borders: string[];                                 // lines between districts, to draw once
  streets: Record<string, Named & { path: string; centre: [number, number] }>;
}

// -- wall
export type SeatState = "empty" | "silent" | "off" | "idle" | "busy" | "waiting" | "person_waiting" | "overdue";
export interface Desk {
  state: SeatState;
  since: number;                       // time in state began (overdue: when the first limit passed)
  profile: "" | "own" | "stand_in" | "responder" | "empty";
  player: "" | "program" | "person";
  operators: number; busy: number;     // on shift; at work
  inbox: number;                       // pieces of work that wait here
  deadline: number;                    // nearest limit of what is here, may have passed; 0 = none
  overdue: number;                     // how many limits here have passed
  alarms: number; flood: boolean;      // alarms of the last 10 min; alarm flood (begins above 10, ends below 5 in 10 min)
  done: number;                        // pieces of work done so far
}
export interface WallSeat extends Desk { answered: boolean }
export interface WallSystem { up: boolean; feed: Feed; calls: number; failed: number; running: number; last: number; since: number }
export interface Figure { value: number; threshold?: number; good?: boolean; cases?: number; waiting?: number }
export interface WallPoint { depth_cm: number; state: "dry" | "watch" | "flooded" | "closing" | "deep"; road: "open" | "closed"; sign: boolean; pumps: number; pumps_coming: number; crews: number; cars: number; people: number }
export interface Incident { place: string; x?: number; y?: number; category: string; urgency: "E" | "U"; stage: Stage; seat: string; due: number; opened: number; overdue: boolean; light: "" | "yellow" | "red"; event: boolean; merged: number }
export interface Line { t: number; kind: string; zh: string; en: string; ticket?: number }
export interface Wall {
  now: number; clock: string /* local ISO */; status: Status; tail: boolean;
  mode: Mode; switching: { to?: Mode; confirmed?: number; required?: number }; response_level: Level;
  seats: Record<string, WallSeat>;
  pools: Record<string, Desk>;         // the districts' handling pools, D1…
  systems: Record<string, WallSystem>;
  steps: Record<Step, { open: number; done: number; due: number; on_time: number }>;
  headline: {                          // a figure without a case yet is absent
    open: Figure; overdue: Figure;     // tickets
    longest_caller: Figure;            // ms the first caller on the line has waited; waiting = how many
    on_time?: Figure; on_scene?: Figure /* 1315: within 15 min */; satisfaction?: Figure; duties?: Figure;   // shares
  };
  weather: { warning: Warning; mm: number; total_mm: number };
  points: Record<string, WallPoint>;
  places: Record<string, { open: number; urgent: number; overdue: number }>;   // districts and streets with open tickets
  incidents: Record<string, Incident>; // open E and U tickets, 60 at most, by ticket number
  crews: Record<string, { ticket: number; place: string; x?: number; y?: number; state: "on_way" | "on_scene"; since: number }>;
  injects: Record<string, { state: string; at: number; shown: number; zh: string; en: string }>;   // released ones only
  ticker: Record<string, Line>;        // the last 12, by fact number
  alarms: { last_10_min: number; flood: boolean; since: number; floods: number };
  tiers: Record<"district" | "street" | "community" | "grid", { sent: number; acknowledged: number; lost: number; evidence: number }>;
  duties: { due: number; met: number; missed: number };
  people: { trapped: number; freed: number; cars: number; moved: number; households: number };
  scores: Record<string, { value: number; cases: number; level?: 1 | 2 | 3 | 4 | 5 }>;   // A1, A2, A3, B1, B2, B5, C3, C4, D2, D3 as decided so far
}

// -- seat
export interface Item {
  stage: Stage; role: "desk" | "lead" | "support" | "supervision"; in_hand: boolean; channel: string; urgency: Urgency;
  since: number; arrived: number; due: number; overdue: boolean; actions: string[];   // kinds of order a person may give now (orders.ALLOWED_*); empty where the program plays the seat
  asking?: string;                     // the system that is being asked just now (nothing can be ordered meanwhile)
  // absent while a caller waits on the line:
  category?: string; nature?: string; place?: string; event?: string; limit?: number; light?: "" | "yellow" | "red";
  district?: string; lead?: string; supporter?: string; unit?: string; crew?: "on_way" | "on_scene"; returns?: number; merged?: number;
  fixed?: boolean; extended?: boolean;
  answers?: Record<string, Answer>;    // by system
}
export interface Answer extends Named { t: number; feed: Feed; origin: string; resource: string; good: boolean; right: boolean; record?: Record<string, string> }   // zh/en = the label 真实/模拟/缺失
export interface SeatPicture {
  profile: Desk["profile"]; player: Desk["player"]; desk: Desk;
  now: number; clock: string; seat: string; status: Status; tail: boolean; mode: Mode; mode_asked: "" | Mode; response_level: Level;
  inbox: Record<string, Item>;         // at this seat: in hand first is for the page to sort (in_hand, urgency, due, arrived); 100 at most
  held: Record<string, { ticket: number; about: string; since: number }>;   // by operator (1000 = the person)
  later: number;                       // call-backs not due yet, tickets with a crew out
  tasks: Record<string, { action: string; about: string; since: number; due: number; overdue: boolean; in_hand: boolean; actions: string[] }>;   // of a person, by negative number; action: read_inject, confirm_mode, assist or what a playbook asks
  duties: Record<string, { duty: string; about: string; since: number; due: number; overdue: boolean }>;   // duties that bind the seat now
  notes: Record<string, { t: number; ticket: number; text: string }>;   // last 20
  open: Record<string, Item>; open_count: number;     // tickets this seat leads that are elsewhere just now
  commands: Record<string, { action: string; place: string; ticket: number; t: number; duty: string; tiers: Record<string, { sent: number; acknowledged: number; lost: number }>; evidence: Record<string, number>; last: number }>;
  injects: Record<string, Named & { t: number; message_zh?: string; message_en?: string; purpose?: string; expected: Record<string, { due: number; done: number }> }>;
  log: Record<string, Line>;           // the last 50 facts of this seat
}

// -- director
export interface DirectorPicture extends Pick<Wall, "now" | "clock" | "status" | "tail" | "mode" | "switching" | "response_level" | "seats" | "systems" | "headline" | "scores"> {
  injects: Record<string, { state: string; planned: number; released: number; shown: Record<string, number>; expected?: Record<string, { within: number; done: number }> }>;
  orders: Record<string, { t: number; order: string; by: string; accepted: boolean; with: Record<string, unknown>; reason?: string }>;   // last 50, by fact number
  refused: number;
  persons: Record<string, true>;
}

// -- evaluator
export interface Task { inject: string; objective: string; seat: string; action: string; within: number; shown: number; due: number; done: number; state: "not_tested" | "open" | "met" | "late" | "missed"; facts: { shown?: number; done?: number } }
export interface Duty { duty: string; seat: string; about: string; state: "open" | "met" | "missed" | "lifted"; t: number; due: number; end?: number; facts: { due: number; end?: number } }
export interface EvaluatorPicture {
  now: number; clock: string; status: Status; tail: boolean; mode: Mode; response_level: Level;
  tasks: Record<string, Task>;         // "INJECT SEAT action"
  counts: Record<Task["state"], number>;
  duties: Record<string, Duty>;        // the newest 200
  duty_counts: { due: number; met: number; missed: number };
  scores: Wall["scores"];
}

export const STEPS: Step[] = ["accept", "transfer", "handle", "feedback", "close", "evaluate"];
