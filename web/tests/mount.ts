// Runs what a component sets up as a mounted component has it, without a browser.
import { createRenderer } from "vue";

const nothing = () => ({});
const { createApp } = createRenderer<object, object>({
  createElement: nothing, createText: nothing, createComment: nothing,
  setText: nothing, setElementText: nothing, patchProp: nothing, insert: nothing, remove: nothing,
  parentNode: () => null, nextSibling: () => null,
}); // prettier-ignore

/** What `setup` gives, and how to end its component. */
export function mounted<T>(setup: () => T): { told: T; end: () => void } {
  let told!: T;
  const app = createApp({ setup: () => ((told = setup()), () => null) });
  app.mount({});
  return { told, end: () => app.unmount() };
}
