// The shapes of what the server tells, as command_center/folds/pictures makes them. Times are ms of simulated time
// since the drill's start; everything that has an id stands in an object under it.

export interface Pair {
  zh: string;
  en: string;
}

export interface SeatRow extends Pair {
  id: string;
  group: string;
  part: string;
  tier_role: string;
  order: number;
}

export interface SystemRow extends Pair {
  id: string;
  data: "feed" | "link" | "slot";
}

export interface PointRow extends Pair {
  id: string;
  place: string;
  x: number;
  y: number;
}

export interface CityMap {
  width: number;
  height: number;
  outline: string;
  water: string[];
  districts: Record<string, Pair & { path: string; label: [number, number]; area: number }>;
  streets: Record<string, { path: string; centre: [number, number] }>;
}

export interface InjectRow {
  purpose: string;
  title: Pair;
  at: number;
  seats: string[];
}

export interface Setting {
  scenario: { name: string; title: Pair; about: Pair };
  city: Pair;
  start: string;
  zone: string;
  horizon: number;
  end: number;
  staffing: string;
  seed: number;
  seats: SeatRow[];
  groups: (Pair & { id?: string })[];
  systems: SystemRow[];
  categories: Record<string, Pair>;
  points: PointRow[];
  injects: Record<string, InjectRow>;
  headline_thresholds: Record<string, unknown>;
  map: CityMap | null;
}
