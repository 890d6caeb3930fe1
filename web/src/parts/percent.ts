// Shares as all pages tell them.

/** In per cent with one digit, cut and not rounded: 94.96 % is not yet 95 %. No case is no share: a dash. */
export function percent(share: number | null | undefined): string {
  if (share == null || !Number.isFinite(share)) return "–";
  return `${Math.floor(share * 1000 + 1e-6) / 10}%`; // what was a whole tenth stays one: 0.57 * 100 is less than 57
}
