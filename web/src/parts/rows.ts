// Tables of the setting as rows: they come as lists, or as objects under their ids in the order of the roster.

import type { Named, Setting } from "../shapes";
import { named } from "../words";

export type Row = Named & { id: string } & Record<string, unknown>;

export function rowsOf(setting: Setting | null, table: string): Row[] {
  const found = (setting as unknown as Record<string, unknown> | null)?.[table];
  if (Array.isArray(found)) return found as Row[];
  return Object.entries((found ?? {}) as Record<string, Named>).map(([id, row]) => ({ id, ...row }) as Row);
}

/** The name of an action in the language shown; one that the centre has no name for is shown as it is written. */
export function actionName(setting: Setting | null, action: string): string {
  return named(rowOf(setting, "actions", action), action.replaceAll("_", " "));
}

export function rowOf(setting: Setting | null, table: string, id: string): Row | undefined {
  const found = (setting as unknown as Record<string, unknown> | null)?.[table];
  if (Array.isArray(found)) return (found as Row[]).find((row) => row.id === id);
  const row = (found as Record<string, Named> | undefined)?.[id];
  return row && ({ id, ...row } as Row);
}
