// A seat's inbox as one list: tickets, and tasks of the seat itself, which have negative numbers.

import { inboxOrder } from "../orders";
import type { Item, SeatPicture } from "../shapes";

export interface Entry extends Omit<Item, "stage"> {
  stage: Item["stage"] | "task";
  /** of a task: what is to be done, and about what */
  action?: string;
  about?: string;
}
export type Row = [id: string, entry: Entry];

export function inboxOf(picture: SeatPicture | null): Row[] {
  const rows: Row[] = Object.entries(picture?.inbox ?? {});
  for (const [id, task] of Object.entries(picture?.tasks ?? {}))
    rows.push([id, { ...task, stage: "task", role: "desk", channel: "", urgency: "", arrived: task.since }]);
  return rows.sort(inboxOrder);
}
