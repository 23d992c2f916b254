import type { Audience, Device, Policy } from "./identity_http.ts";
import type { Answered } from "./ports.ts";

/** What of the HTTP interface is open to everyone (protocol.md §1.2, §1.6, §1.7). */

/** A published profile. `photo`: the address of the picture, or null. */
export interface Therapist {
  readonly therapist: string;
  readonly name: string;
  readonly credentials: string;
  /** Words of the catalogue, such as "cognitive-behavioral". */
  readonly approaches: readonly string[];
  /** BCP 47. */
  readonly languages: readonly string[];
  readonly about: string;
  readonly photo: string | null;
}

/** What somebody's browser said, word for word (S16). */
export interface Warning {
  readonly wording: string;
  readonly place: string;
  readonly browser: Device;
}

/** The build that the service gives out. `hash`: of its manifest, in groups of four digits; `lists`: what runs here is among its files. */
export interface Build {
  readonly hash: readonly string[];
  readonly lists: boolean;
}

export interface LobbyHttp {
  directory(): Promise<Answered<readonly Therapist[]>>;
  policies(audience: Audience): Promise<Answered<readonly Policy[]>>;
  warn(warning: Warning): Promise<Answered<null>>;
  build(): Promise<Answered<Build>>;
}
