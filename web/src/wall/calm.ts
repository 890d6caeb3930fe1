// A picture changes much at once. So that no frame has all of it to draw, the parts of a page take turns.

import { onMounted, onScopeDispose, shallowRef, watch, type ShallowRef } from "vue";
import { soon } from "../live/store";

/** The same some frames later; what changed meanwhile comes with it. */
export function later<T>(source: () => T, frames: number): ShallowRef<T> {
  const shown = shallowRef(source()) as ShallowRef<T>;
  let left = 0;
  const turn = () => {
    left -= 1;
    if (left > 0) soon(turn);
    else shown.value = source();
  };
  watch(source, () => {
    if (left > 0) return;
    left = frames;
    soon(turn);
  });
  return shown;
}

/** How many parts of a page stand already: one more with each frame after it was opened, until there are as many as
 * there are to be (which may become more later). */
export function oneByOne(parts: () => number): ShallowRef<number> {
  const shown = shallowRef(0);
  let coming = false;
  const next = () => {
    shown.value += 1;
    coming = shown.value < parts();
    if (coming) soon(next);
  };
  const begin = () => {
    if (coming || shown.value >= parts()) return;
    coming = true;
    soon(next);
  };
  onMounted(begin);
  watch(parts, begin);
  return shown;
}

/** What is costly and slow to change is drawn about once a second, between two pictures (they come in quarters). */
export function calm<T>(source: () => T, every = 1_125): ShallowRef<T> {
  const shown = shallowRef(source()) as ShallowRef<T>;
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(source, () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      shown.value = source();
    }, every);
  });
  onScopeDispose(() => clearTimeout(timer));
  return shown;
}
