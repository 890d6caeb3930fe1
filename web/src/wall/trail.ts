// How the headline figures went since this page was opened: a short line beside each. It is the page's own memory, not
// a figure of the drill: after a reload it begins anew.

const MOST = 60;
const WIDTH = 100;
const HEIGHT = 40;

export class Trail {
  private readonly seen: { now: number; values: Record<string, number> }[] = [];
  private every = 60_000;

  /** Takes the figures of a moment; false where it is too near to the last one to count. */
  take(now: number, figures: Record<string, { value: number } | undefined>): boolean {
    const last = this.seen.at(-1);
    if (last && now < last.now) this.seen.length = 0; // another moment was asked for
    else if (last && now - last.now < this.every) return false;
    const values: Record<string, number> = {};
    for (const [name, figure] of Object.entries(figures)) if (figure) values[name] = figure.value;
    this.seen.push({ now, values });
    if (this.seen.length > MOST) this.thin();
    return true;
  }

  /** Half of the moments say as much about a time twice as long. */
  private thin(): void {
    const kept = this.seen.filter((_, index) => index % 2 === 0);
    this.seen.splice(0, this.seen.length, ...kept);
    this.every *= 2;
  }

  /** By figure, the points of a line in a box of 100 by 40; nothing for a figure that never changed. */
  lines(): Record<string, string> {
    const names = Object.keys(this.seen.at(-1)?.values ?? {});
    return Object.fromEntries(names.map((name) => [name, this.line(name)]).filter(([, line]) => line));
  }

  private line(name: string): string {
    const known = this.seen.flatMap(({ now, values }) => (values[name] === undefined ? [] : [{ now, value: values[name] }]));
    const [low, high] = [Math.min(...known.map(({ value }) => value)), Math.max(...known.map(({ value }) => value))];
    const [first, last] = [known[0]?.now ?? 0, known.at(-1)?.now ?? 0];
    if (known.length < 3 || low === high) return "";
    const x = (now: number) => (((now - first) / (last - first)) * WIDTH).toFixed(1);
    const y = (value: number) => (HEIGHT - ((value - low) / (high - low)) * HEIGHT).toFixed(1);
    return known.map(({ now, value }) => `${x(now)},${y(value)}`).join(" ");
  }
}
