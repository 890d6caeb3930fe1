// The drill's time for all parts of a wall: the page that holds the clock tells it, the parts read it.

import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from "vue";

const NOW: InjectionKey<ShallowRef<number>> = Symbol("ms of simulated time");

export function tellTime(now: ShallowRef<number>): void {
  provide(NOW, now);
}

export function useTime(): ShallowRef<number> {
  return inject(NOW, () => shallowRef(0), true);
}
