// The drill's time for all parts of a wall: the page that holds the clock tells it, the parts read it.

import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from "vue";
import { later } from "./calm";

/** Seats are drawn in so many turns, a frame after the other. */
export const TURNS = 3;

const NOW: InjectionKey<ShallowRef<number>[]> = Symbol("ms of simulated time");

export function tellTime(now: ShallowRef<number>): void {
  provide(NOW, [now, ...Array.from({ length: TURNS }, (_, turn) => later(() => now.value, turn + 1))]);
}

/** The time as whoever comes so many turns later is told it. */
export function useTime(turn = 0): ShallowRef<number> {
  return inject(NOW, () => [], true)[turn] ?? shallowRef(0);
}
