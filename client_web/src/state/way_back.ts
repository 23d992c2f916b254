import type { Ending } from "./ending.ts";
import { rememberedOf } from "./place.ts";
import type { Place } from "./place.ts";
import { isFor } from "./places.ts";

/** Somebody at their desk. */
export interface Sitting {
  readonly me: string;
  readonly role: string;
}

/**
 * Where the door leads to: whoever it was shown to on the way somewhere, or in the middle of something, is led back there. Whoever left
 * by themselves comes home, and so does whoever else signs in, and whom the practice paused: home says what that means.
 */
export class WayBack {
  #place: Place | null = null;
  #who: string | null = null;

  /** The door is shown in the place of something; `who`: whose it was, null for who came signed out. */
  shut(place: Place, who: string | null, reason: Ending | "returned" | null): void {
    // Of a conversation or a person that the tab remembers nobody knows whose it was.
    const anybodys = rememberedOf(place) === null;
    const kept = reason !== "signed_out" && reason !== "suspended" && (who !== null || anybodys);
    this.#place = kept ? place : null;
    this.#who = who;
  }

  /** Somebody came in by the door: where to, if not home. It leads there once. */
  opened({ me, role }: Sitting): Place | null {
    const place = this.#place;
    const theirs = this.#who === null || this.#who === me;
    this.#place = null;
    return place !== null && theirs && isFor(role, place) ? place : null;
  }
}
