// Tells a person that something new lies in the inbox, also when the tab is behind others: a tone, and the title.

import { onScopeDispose, ref, watch, type Ref } from "vue";

const KEPT = "command-center.sound";
export const sound = ref(typeof localStorage !== "undefined" && localStorage.getItem(KEPT) !== "off");

export function turnSound(): void {
  sound.value = !sound.value;
  localStorage.setItem(KEPT, sound.value ? "on" : "off");
}

const KEPT_LETTERS = "command-center.letters";
/** Whether single letters give orders; who types by voice or has unsteady hands turns them off (WCAG 2.1.4). */
export const letters = ref(typeof localStorage === "undefined" || localStorage.getItem(KEPT_LETTERS) !== "off");

export function turnLetters(): void {
  letters.value = !letters.value;
  localStorage.setItem(KEPT_LETTERS, letters.value ? "on" : "off");
}

// A browser lets a page sound only once somebody has touched it.
let audio: AudioContext | undefined;
if (typeof window !== "undefined") {
  const touched = () => (audio ??= new AudioContext());
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched, { once: true });
}

function tone(urgent: boolean): void {
  if (!sound.value || !audio) return;
  const from = audio.currentTime;
  for (let beat = 0; beat < (urgent ? 3 : 1); beat++) {
    const [oscillator, volume] = [audio.createOscillator(), audio.createGain()];
    oscillator.frequency.value = urgent ? 880 : 587;
    volume.gain.setValueAtTime(0.0001, from + beat * 0.25);
    volume.gain.exponentialRampToValueAtTime(0.2, from + beat * 0.25 + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + beat * 0.25 + 0.2);
    oscillator.connect(volume).connect(audio.destination);
    oscillator.start(from + beat * 0.25);
    oscillator.stop(from + beat * 0.25 + 0.22);
  }
}

/** Watches the numbers in an inbox; `urgent` says which of them call for haste. `title` is what the tab is called. */
export function alertOnNew(items: Ref<string[]>, urgent: (id: string) => boolean, title: () => string): Ref<Set<string>> {
  const fresh = ref(new Set<string>());
  let known: Set<string> | undefined;
  const name = () => {
    document.title = fresh.value.size ? `● ${fresh.value.size} · ${title()}` : title();
  };
  watch(
    items,
    (now) => {
      const before = known;
      known = new Set(now);
      if (!before) return name();
      const come = now.filter((id) => !before.has(id));
      if (come.length) tone(come.some(urgent));
      fresh.value = new Set([...fresh.value, ...come].filter((id) => known?.has(id) && (document.hidden || come.includes(id))));
      name();
    },
    { immediate: true },
  );
  const seen = () => {
    if (document.hidden) return;
    fresh.value = new Set();
    name();
  };
  document.addEventListener("visibilitychange", seen);
  onScopeDispose(() => document.removeEventListener("visibilitychange", seen));
  return fresh;
}
