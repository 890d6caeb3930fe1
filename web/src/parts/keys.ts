// Keys of a page, and keys of the part of it that somebody is in.

const OWN = "input, select, textarea, button, dialog, [role=dialog], [tabindex]";

/** Whether a key belongs to the part it was pressed in (a field, a table that scrolls) and not to the page. */
export const belongsToPart = (target: EventTarget | null): boolean => Boolean((target as Partial<Element> | null)?.closest?.(OWN));
