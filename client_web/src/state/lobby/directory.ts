import { signal } from "@preact/signals-core";
import type { LobbyHttp, Therapist } from "../lobby_http.ts";
import { Reading } from "./loaded.ts";

/** What one looks for; null: any. */
export interface Filter {
  readonly approach: string | null;
  /** The language without region or script: who reads "es-MX" reads "es". */
  readonly language: string | null;
}

export const ANY: Filter = { approach: null, language: null };

/** So many are shown at first, and so many more at a time. */
export const PAGE = 24;

/** The therapists of the practice, as everyone may see them. What was looked for stays while one reads a profile. */
export class Directory {
  readonly reading: Reading<readonly Therapist[]>;
  readonly filter = signal<Filter>(ANY);
  readonly shown = signal(PAGE);

  constructor(http: LobbyHttp) {
    this.reading = new Reading(() => http.directory());
  }

  choose(change: Partial<Filter>): void {
    this.filter.value = { ...this.filter.peek(), ...change };
    this.shown.value = PAGE;
  }

  more(): void {
    this.shown.value += PAGE;
  }
}

export function matching(therapists: readonly Therapist[], { approach, language }: Filter): readonly Therapist[] {
  return therapists.filter(
    (one) =>
      (approach === null || one.approaches.includes(approach)) &&
      (language === null || one.languages.some((tag) => baseOf(tag) === language)),
  );
}

/** Every approach that anyone works by. */
export function approachesOf(therapists: readonly Therapist[]): readonly string[] {
  return [...new Set(therapists.flatMap(({ approaches }) => approaches))];
}

/** Every language that anyone speaks, without region and script. */
export function languagesOf(therapists: readonly Therapist[]): readonly string[] {
  return [...new Set(therapists.flatMap(({ languages }) => languages.map(baseOf)))];
}

function baseOf(tag: string): string {
  return tag.split("-")[0] ?? tag;
}
