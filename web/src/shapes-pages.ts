// The pictures of the seat's, the director's and the evaluator's page, as command_center/folds/pictures makes them.
// Times are ms of simulated time since the drill's start; -1 stands for "not yet".

import type { Pair } from "./shapes";

export interface Answer extends Pair {
  t: number;
  feed: "real" | "mock" | "missing" | "link";
  origin: string;
  resource: string;
  good: boolean;
  right: boolean;
  record?: string;
}

export interface Item {
  stage: string;
  role: string;
  in_hand: boolean;
  channel: string;
  urgency: string;
  since: number;
  arrived: number;
  due: number;
  overdue: boolean;
  actions: string[];
  category: string;
  nature: string;
  place: string;
  event: string;
  limit: number;
  light: string;
  district: string;
  lead: string;
  supporter: string;
  unit: string;
  returns: number;
  merged: number;
  fixed: boolean;
  extended: boolean;
  crew?: string;
  answers?: Record<string, Answer>;
  /** of tasks: what is to be done, and about what */
  action?: string;
  about?: string;
}

export interface Line extends Pair {
  t: number;
  kind: string;
  ticket?: number;
}

export interface TierCount {
  sent: number;
  acknowledged: number;
  lost: number;
}

export interface Command {
  action: string;
  place: string;
  ticket: number;
  t: number;
  duty: string;
  tiers: Record<string, TierCount>;
  evidence: Record<string, number>;
  last: number;
}

export interface ShownInject extends Pair {
  t: number;
  purpose: string;
  message_zh: string;
  message_en: string;
  expected: Record<string, { due: number; done: number }>;
}

export interface Duty {
  duty: string;
  about: string;
  since: number;
  due: number;
  overdue: boolean;
}

export interface SeatPicture {
  now: number;
  seat: string;
  status: string;
  mode: string;
  mode_asked: string;
  response_level: string;
  state: string;
  profile: string;
  player: string;
  operators: number;
  busy: number;
  inbox: Record<string, Item>;
  inbox_count: number;
  later: number;
  overdue: number;
  flood: boolean;
  done: number;
  tasks: Record<string, Duty>;
  open: Record<string, Item>;
  open_count: number;
  commands: Record<string, Command>;
  injects: Record<string, ShownInject>;
  log: Record<string, Line>;
}

export interface SeatRowPicture {
  state: string;
  since: number;
  profile: string;
  player: string;
  operators: number;
  busy: number;
  inbox: number;
  deadline: number;
  overdue: number;
}

export interface InjectPicture {
  state: string;
  planned: number;
  released: number;
  shown: Record<string, number>;
  expected: Record<string, { within: number; done: number }>;
}

export interface Score {
  value: number;
  cases: number;
  level?: number;
}

export interface OrderLine {
  t: number;
  by: string;
  order: string;
  accepted: boolean;
  reason?: string;
  zh?: string;
  en?: string;
}

export interface DirectorPicture {
  now: number;
  status: string;
  mode: { mode: string; ordered: string };
  response_level: string;
  seats: Record<string, SeatRowPicture>;
  systems: Record<string, { up: boolean; feed: string; calls: number; failed: number }>;
  headline: Record<string, { value: number; threshold: number; good: boolean }>;
  scores: Record<string, Score>;
  injects: Record<string, InjectPicture>;
  orders: Record<string, OrderLine>;
  refused: number;
  persons: Record<string, unknown>;
}

export interface CriticalTask {
  inject: string;
  objective: string;
  seat: string;
  action: string;
  within: number;
  shown: number;
  due: number;
  done: number;
  state: string;
  facts: Record<string, number>;
}

export interface EvaluatorPicture {
  now: number;
  status: string;
  mode: string;
  response_level: string;
  tasks: Record<string, CriticalTask>;
  counts: Record<string, number>;
  duty_counts: { due: number; met: number; missed: number };
  scores: Record<string, Score>;
}
