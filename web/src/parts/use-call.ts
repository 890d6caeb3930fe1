// A call to the server as a button gives it: busy meanwhile, then what came of it in words.

import { ref } from "vue";
import { order, Problem } from "../live/api";
import { say, type Word } from "../words";

export interface Outcome {
  good: boolean;
  text: string;
}

export function useCall() {
  const busy = ref(false);
  const outcome = ref<Outcome | null>(null);
  async function call<T>(what: () => Promise<T>, done = ""): Promise<T | undefined> {
    busy.value = true;
    try {
      const answer = await what();
      outcome.value = done ? { good: true, text: done } : null;
      return answer;
    } catch (error) {
      outcome.value = { good: false, text: error instanceof Problem ? error.message : say("problem.unreachable") };
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  /** A director's order, and its name in what is said afterwards. */
  const give = (drill: string, kind: string, words: Record<string, unknown>) =>
    call(() => order(drill, { order: kind, ...words }), say("order.accepted", { order: say(`order.${kind}` as Word) }));
  return { busy, outcome, call, give };
}
