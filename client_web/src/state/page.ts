import type { ReadonlySignal } from "@preact/signals-core";
import type { Entrance } from "./entrance.ts";
import type { Place } from "./place.ts";
import type { Preferences } from "./preferences.ts";

/** What every view may read and ask of the page around it. */
export interface Page {
  readonly entrance: Entrance;
  readonly place: ReadonlySignal<Place>;
  readonly preferences: ReadonlySignal<Preferences>;
  go(place: Place): void;
  back(): void;
  choose(change: Partial<Preferences>): void;
  /** Signs out, once what is being written is with the service, or has had a moment to get there. */
  signOut(): Promise<void>;
  /** Closes everything at once and shows a site that says nothing. */
  leave(): void;
  reload(): void;
  /** The page is looked at: visible and in focus. */
  readonly attentive: ReadonlySignal<boolean>;
}

/** Where the quick exit leads: a site that anyone might look at. */
export const NEUTRAL_SITE = "https://www.weather.gov";
