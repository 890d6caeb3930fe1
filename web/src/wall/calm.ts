// What is costly to draw and slow to change is drawn once a second, between the moments in which the seats are drawn.

import { onScopeDispose, shallowRef, watch, type ShallowRef } from "vue";

export function calm<T>(source: () => T, every = 1_000): ShallowRef<T> {
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
