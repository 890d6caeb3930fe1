// Times of a drill as people read them.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number) => String(value).padStart(2, "0");

/** A span in at most five signs: 45s, 12m, 3h05, 2d4h. */
export function brief(ms: number): string {
  const size = Math.max(ms, 0);
  if (size < MINUTE) return `${Math.floor(size / SECOND)}s`;
  if (size < HOUR) return `${Math.floor(size / MINUTE)}m`;
  if (size < DAY) return `${Math.floor(size / HOUR)}h${two(Math.floor((size % HOUR) / MINUTE))}`;
  return `${Math.floor(size / DAY)}d${Math.floor((size % DAY) / HOUR)}h`;
}

/** What is left until `deadline`, with a minus once it has passed. */
export function countdown(deadline: number, now: number): string {
  const left = deadline - now;
  return left < 0 ? `−${brief(-left)}` : brief(left);
}

/** The distance from the start of the drill: T+2:05, T−0:10. */
export function offset(ms: number): string {
  const size = Math.floor(Math.abs(ms) / MINUTE);
  return `T${ms < 0 ? "−" : "+"}${Math.floor(size / 60)}:${two(size % 60)}`;
}

const FORMS = new Map<string, Intl.DateTimeFormat>();

function form(zone: string): Intl.DateTimeFormat {
  let known = FORMS.get(zone);
  if (!known) {
    known = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    FORMS.set(zone, known);
  }
  return known;
}

export interface Local {
  date: string;
  time: string;
  minutes: string;
}

/** The local date and time in the drill's zone at `now`: the drill's own clock, never the machine's. */
export function local(start: string, zone: string, now: number): Local {
  const part: Record<string, string> = {};
  for (const { type, value } of form(zone).formatToParts(Date.parse(start) + now)) part[type] = value;
  const minutes = `${part["hour"]}:${part["minute"]}`;
  return { date: `${part["year"]}-${part["month"]}-${part["day"]}`, time: `${minutes}:${part["second"]}`, minutes };
}
