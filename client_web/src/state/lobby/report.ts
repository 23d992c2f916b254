import { signal } from "@preact/signals-core";
import { toUtf8 } from "../../bytes/utf8.ts";
import type { Device } from "../identity_http.ts";
import { mistakeOf } from "../mistake.ts";
import type { Mistake } from "../mistake.ts";
import type { LobbyHttp } from "../lobby_http.ts";

/** Bounds of what is sent (protocol.md §1.7), in bytes of UTF-8. */
export const MAX_WORDING_BYTES = 1000;
const MAX_PLACE_BYTES = 300;

export interface Reporting {
  readonly wording: string;
  readonly place: string;
  readonly working: boolean;
  readonly sent: boolean;
  readonly mistake: Mistake | null;
}

const BLANK: Reporting = { wording: "", place: "", working: false, sent: false, mistake: null };

/** What has to be set right before it can be sent. */
export interface Faults {
  readonly wording: "empty" | "long" | null;
  readonly place: "long" | null;
}

export function faultsOf({ wording, place }: Pick<Reporting, "wording" | "place">): Faults {
  const long = toUtf8(wording.trim()).length > MAX_WORDING_BYTES;
  return {
    wording: wording.trim() === "" ? "empty" : long ? "long" : null,
    place: toUtf8(place.trim()).length > MAX_PLACE_BYTES ? "long" : null,
  };
}

/** A warning that somebody's browser showed (S16). What was written stays until it is with the practice. */
export class Report {
  readonly state = signal<Reporting>(BLANK);
  readonly #http: LobbyHttp;
  readonly device: Device;

  constructor(http: LobbyHttp, device: Device) {
    this.#http = http;
    this.device = device;
  }

  write(change: Partial<Pick<Reporting, "wording" | "place">>): void {
    this.state.value = { ...this.state.peek(), ...change };
  }

  async send(): Promise<void> {
    const { wording, place, working } = this.state.peek();
    if (working) return;
    this.#show({ working: true, mistake: null });
    const answer = await this.#http.warn({ wording: wording.trim(), place: place.trim(), browser: this.device });
    if (answer.ok) this.state.value = { ...BLANK, sent: true };
    else this.#show({ working: false, mistake: mistakeOf(answer.refusal) });
  }

  /** Another one. */
  again(): void {
    this.state.value = BLANK;
  }

  #show(change: Partial<Reporting>): void {
    this.state.value = { ...this.state.peek(), ...change };
  }
}
