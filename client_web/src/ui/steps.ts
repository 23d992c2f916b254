import type { ReadonlySignal } from "@preact/signals";
import type { Place } from "../state/place.ts";
import { STEPS } from "../state/registration.ts";
import type { Registration, Step } from "../state/registration.ts";

/** The page, as far as the steps need it. `show`: in the place of where one is, with no step back to it. */
export interface Path {
  readonly place: ReadonlySignal<Place>;
  readonly go: (place: Place) => void;
  readonly show: (place: Place) => void;
}

/**
 * Each page of signing up is a place of its own: the browser's back button leads to the page before, where what was filled in still
 * stands, and out of signing up only from its first page.
 */
export function keepSteps(registration: Registration, { place, go, show }: Path): void {
  let turning = false;
  const arrive = async (wanted: Step | null): Promise<void> => {
    turning = true;
    if (wanted !== null) await registration.turn(wanted);
    turning = false;
    const { step } = registration.state.peek();
    if (isElsewhere(place.peek(), step)) show({ name: "sign-up", of: step });
  };
  place.subscribe((now) => {
    if (isElsewhere(now, registration.state.peek().step)) void arrive(stepIn(now));
  });
  registration.state.subscribe(({ step }) => {
    if (turning || !isElsewhere(place.peek(), step)) return;
    // To the first page leads only that all of it is forgotten: to that there is no way back.
    (step === "about" ? show : go)({ name: "sign-up", of: step });
  });
}

/** Signing up is shown, and another of its pages than the address remembers. */
function isElsewhere(place: Place, step: Step): boolean {
  return place.name === "sign-up" && place.of !== step;
}

/** Which page is remembered; null for who comes by a link, and goes on where they were. */
function stepIn(place: Place): Step | null {
  return place.name === "sign-up" ? (STEPS.find((step) => step === place.of) ?? null) : null;
}
