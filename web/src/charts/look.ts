// The colours of the page as a chart needs them: read from the tokens, so that light and dark stand in one place.

const TOKENS = { text: "--text", soft: "--soft", line: "--line", strong: "--line-strong", panel: "--panel", raise: "--raise", water: "--water", watch: "--watch", alarm: "--alarm", font: "--font" } as const;

export type Look = Record<keyof typeof TOKENS, string> & {
  /** px of 1rem: a chart grows with the page around it */
  rem: number;
};

export function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const colours = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]));
  return { ...(colours as Record<keyof typeof TOKENS, string>), rem: parseFloat(getComputedStyle(document.documentElement).fontSize) };
}
