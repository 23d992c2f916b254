import { signal } from "@preact/signals-core";
import type { Credentials, HistoryEvent, SignInSession } from "../identity_http.ts";
import type { Mistake } from "../mistake.ts";
import { Intake } from "../matching/intake.ts";
import { Notes } from "../notes/notes.ts";
import { Handing } from "../release/handing.ts";
import { OwnRequests } from "../release/own_requests.ts";
import { Packages } from "../release/packages.ts";
import { Sharing } from "../release/sharing.ts";
import { RecordCopy } from "../record/copy.ts";
import { answered } from "./result.ts";
import type { Result } from "./result.ts";
import type { MePorts } from "./step_up.ts";

/** Something that is read from the service. */
export type Read<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly value: T }
  | { readonly kind: "failed"; readonly mistake: Mistake };

/** Fingerprints to compare: twelve groups of five digits each. */
export interface Fingerprints {
  readonly own: readonly string[];
  readonly root: readonly string[];
}

const LOADING = { kind: "loading" } as const;

/** What someone knows of their own account: how they sign in, where they are signed in, and what happened to it. */
export class Me {
  readonly credentials = signal<Read<Credentials>>(LOADING);
  readonly sessions = signal<Read<readonly SignInSession[]>>(LOADING);
  readonly history = signal<Read<readonly HistoryEvent[]>>(LOADING);
  readonly fingerprints = signal<Fingerprints | null>(null);
  /** What a client tells before they are matched. */
  readonly intake: Intake;
  /** What a client lets out of their record, and what was disclosed of them. */
  readonly sharing: Sharing;
  /** What they ask the practice to do about their record. */
  readonly requests: OwnRequests;
  /** A package that they hand out. */
  readonly handing: Handing;
  /** Packages that are made and not saved. */
  readonly packages = new Packages();
  /** A client's own copy of their record. */
  readonly copy: RecordCopy;
  /** A therapist's own notes. */
  readonly notes: Notes;
  readonly ports: MePorts;
  readonly role: string;
  readonly #onNewKeys: () => Promise<void>;

  /** `onNewKeys`: tells the practice, and makes both halves of the next reload anew. */
  constructor(ports: MePorts, role: string, onNewKeys: () => Promise<void>) {
    this.ports = ports;
    this.intake = new Intake(ports);
    this.sharing = new Sharing(ports);
    this.requests = new OwnRequests(ports);
    this.handing = new Handing(ports, this.sharing);
    this.copy = new RecordCopy(ports);
    this.notes = new Notes(ports);
    this.role = role;
    this.#onNewKeys = onNewKeys;
  }

  async readCredentials(): Promise<void> {
    this.credentials.value = readOf(answered(await this.ports.identity.credentials()));
  }

  async readSignIns(): Promise<void> {
    const { identity } = this.ports;
    const [sessions, history] = await Promise.all([identity.sessions(), identity.history()]);
    this.sessions.value = readOf(answered(sessions));
    this.history.value = readOf(answered(history));
  }

  async readFingerprints(): Promise<void> {
    const read = await this.ports.crypto.fingerprints();
    this.fingerprints.value = read.ok ? read.value : null;
  }

  /** Ends one sign-in, or with null all but this one. */
  async endSession(session: Uint8Array | null): Promise<Mistake | null> {
    const ended = answered(await this.ports.identity.endSession(session));
    await this.readSignIns();
    return ended.ok ? null : ended.mistake;
  }

  /** The keys are others now: the page's own halves of a reload, and what the practice knows of them, follow. */
  async keysChanged(): Promise<void> {
    await this.#onNewKeys();
    await this.readFingerprints();
    await this.readCredentials();
  }
}

/** A result as it is shown. */
export function readOf<T>(result: Result<T>): Read<T> {
  return result.ok ? { kind: "ready", value: result.value } : { kind: "failed", mistake: result.mistake };
}
