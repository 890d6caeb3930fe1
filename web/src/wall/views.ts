// The four views of the wall and its address: a kiosk's address keeps view, rotation, language and theme.

export const VIEWS = ["situation", "analysis", "command", "assessment"] as const;
export type ViewName = (typeof VIEWS)[number];

export interface Kiosk {
  view: ViewName;
  /** Seconds until the next view; 0 stands still. */
  rotate: number;
}

const SHORTEST = 5;

export function kioskOf(query: Record<string, unknown>): Kiosk {
  const view = VIEWS.find((name) => name === query["view"]) ?? "situation";
  const asked = Number(query["rotate"]);
  return { view, rotate: Number.isFinite(asked) && asked > 0 ? Math.max(asked, SHORTEST) : 0 };
}

export function nextView(view: ViewName): ViewName {
  return VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length] ?? "situation";
}
