// A drill as a page sees it: setting once, then pictures. Everything heard between two frames of the screen is drawn once.

import { onScopeDispose, shallowRef, type ShallowRef } from "vue";
import { ask, Problem } from "./api";
import { DrillClock } from "./clock";
import type { Pace } from "./messages";
import { Watch, type Link, type Plain } from "./socket";
import type { Setting } from "../shapes";

export type View = "wall" | "director" | "evaluator" | `seat:${string}`;

export interface Watched<P> {
  setting: ShallowRef<Setting | null>;
  picture: ShallowRef<P | null>;
  link: ShallowRef<Link>;
  pace: ShallowRef<Pace>;
  /** ms of simulated time, whole seconds, counted on between messages. */
  now: ShallowRef<number>;
  /** What kept the page from its first picture, if anything. */
  problem: ShallowRef<Problem | null>;
  /** status and root of a drill that ended while it was watched */
  end: ShallowRef<{ status: string; root: string } | null>;
}

/** Runs `draw` before the next frame; in a hidden tab, where frames stand still, within a quarter of a second. */
export function soon(draw: () => void): void {
  if (document.hidden) setTimeout(draw, 250);
  else requestAnimationFrame(draw);
}

/** The same, once for however many calls. */
export function coalesced(draw: () => void): () => void {
  let waiting = false;
  const run = () => {
    waiting = false;
    draw();
  };
  return () => {
    if (waiting) return;
    waiting = true;
    soon(run);
  };
}

function socketUrl(drill: string, view: View): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/api/drills/${encodeURIComponent(drill)}/watch?view=${encodeURIComponent(view)}`;
}

async function stillAllowed(): Promise<boolean> {
  return ask("GET", "/session").then(
    () => true,
    (error: unknown) => !(error instanceof Problem && (error.status === 401 || error.status === 403)),
  );
}

export function watchDrill<P>(drill: string, view: View): Watched<P> {
  const clock = new DrillClock();
  const told: Watched<P> = {
    setting: shallowRef(null),
    picture: shallowRef(null),
    link: shallowRef<Link>("connecting"),
    pace: clock.pace,
    now: clock.now,
    problem: shallowRef(null),
    end: shallowRef(null),
  };
  let held: P | null = null;
  const draw = coalesced(() => (told.picture.value = held));
  const watch = new Watch(
    { open: () => new WebSocket(socketUrl(drill, view)) as unknown as Plain, allowed: stillAllowed, random: Math.random },
    {
      picture: (picture) => {
        held = picture as P;
        draw();
      },
      timed: (message) => clock.hear(message.now, message.pace),
      link: (link) => (told.link.value = link),
      ended: (status, root) => (told.end.value = { status, root }),
    },
  );
  const seek = () =>
    ask<Setting>("GET", `/drills/${encodeURIComponent(drill)}/setting`).then(
      (setting) => {
        told.setting.value = setting;
        told.problem.value = null;
      },
      (error: unknown) => {
        told.problem.value = error instanceof Problem ? error : new Problem(0, "unreachable", "", String(error));
        if (told.problem.value.status === 404) watch.stop(); // there is nothing to come back to
        if (told.problem.value.status === 0 || told.problem.value.status >= 500) later = setTimeout(seek, 2_000);
      },
    );
  let later: ReturnType<typeof setTimeout> | undefined;
  void seek();
  clock.start();
  watch.start();
  onScopeDispose(() => {
    clearTimeout(later);
    watch.stop();
    clock.stop();
  });
  return told;
}
