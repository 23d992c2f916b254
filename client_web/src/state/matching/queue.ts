import { signal } from "@preact/signals-core";
import { toBase64url } from "../../bytes/base64url.ts";
import { toHex } from "../../bytes/hex.ts";
import type { Person } from "../../protocol/documents.ts";
import type { CardContent } from "../../worker/key_life.ts";
import type { IntakeContent } from "../../worker/matching_port.ts";
import type { Read } from "../me/me.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import type { Proposal, Waiting } from "../matching_http.ts";
import { trusted } from "./trusted.ts";

/** A client who waits, with what intake needs to match them. */
export interface WaitingClient {
  readonly key: string;
  readonly person: Person;
  readonly since: number;
  /** The therapist they asked for, hexadecimal. */
  readonly wish: string | null;
  /** Their request for another therapist, verified. */
  readonly change: { readonly conversation: Uint8Array; readonly history: "share" | "keep" } | null;
  readonly proposal: Proposal | null;
}

/** A certified therapist. `profile`: as the directory shows them; null when it does not. */
export interface Candidate {
  readonly key: string;
  readonly person: Person;
  readonly open: number;
  readonly profile: {
    readonly name: string;
    readonly approaches: readonly string[];
    readonly languages: readonly string[];
  } | null;
}

/** Somebody whose keys wait for a certificate, and the number to compare with theirs. */
export interface Newcomer {
  readonly key: string;
  readonly person: Person;
  readonly fingerprint: readonly string[];
}

export interface QueueContent {
  readonly waiting: readonly WaitingClient[];
  readonly therapists: readonly Candidate[];
  readonly newcomers: readonly Newcomer[];
}

/** What intake staff read of one client. Null: nothing was sealed to this reader. */
export interface ClientFile {
  readonly intake: IntakeContent | null;
  readonly card: CardContent | null;
}

/** What intake staff do: who waits, who could be theirs, and what is signed about it (protocol.md §1.6). */
export class Queue {
  readonly content = signal<Read<QueueContent>>({ kind: "loading" });
  readonly #ports: MePorts;

  constructor(ports: MePorts) {
    this.#ports = ports;
  }

  async read(): Promise<void> {
    const read = await this.#read();
    this.content.value = read.ok ? { kind: "ready", value: read.value } : { kind: "failed", mistake: read.mistake };
  }

  /** The same by itself: what was read before stays when it cannot be read anew. */
  async renew(): Promise<void> {
    const read = await this.#read();
    if (read.ok) this.content.value = { kind: "ready", value: read.value };
    else if (this.content.peek().kind !== "ready") this.content.value = { kind: "failed", mistake: read.mistake };
  }

  /** Opens what somebody sealed to this reader. That it was opened is in the trail before it is shown. */
  async open(client: WaitingClient): Promise<Result<ClientFile>> {
    const { matching, crypto, http } = this.#ports;
    const reader = answered(await http.ownBundle());
    if (!reader.ok) return reader;
    const [intake, card] = await Promise.all([
      matching.readIntake(client.person.account),
      matching.readContactCard(client.person.account),
    ]);
    const who = { holder: client.person, reader: reader.value };
    const told = orNothing(answered(intake));
    const carded = orNothing(answered(card));
    if (!told.ok) return told;
    if (!carded.ok) return carded;
    const answers = told.value === null ? null : proved(await crypto.readIntake({ document: told.value, ...who }));
    const fields =
      carded.value === null ? null : proved(await crypto.readContactCard({ document: carded.value, ...who }));
    if (answers?.ok === false) return answers;
    if (fields?.ok === false) return fields;
    return { ok: true, value: { intake: answers?.value ?? null, card: fields?.value ?? null } };
  }

  /** Signs the match and asks the client, in the words given. */
  async propose(
    client: WaitingClient,
    therapist: Candidate,
    words: { readonly title: string; readonly text: string },
  ): Promise<Result<null>> {
    const { crypto, matching, clock } = this.#ports;
    const made = proved(
      await crypto.propose({
        client: client.person,
        therapist: therapist.person,
        name: therapist.profile?.name ?? "",
        ...words,
        now: clock.now(),
      }),
    );
    if (!made.ok) return made;
    const replaces = client.change?.conversation ?? null;
    return this.#then(answered(await matching.propose(made.value.match, made.value.notice, replaces)));
  }

  async withdraw(proposal: Proposal): Promise<Result<null>> {
    return this.#then(answered(await this.#ports.matching.withdraw(proposal.conversation)));
  }

  /** Vouches for somebody whose number was compared. */
  async certify(newcomer: Newcomer): Promise<Result<null>> {
    const { crypto, matching, clock } = this.#ports;
    const signed = proved(await crypto.certify({ person: newcomer.person, now: clock.now() }));
    if (!signed.ok) return signed;
    return this.#then(answered(await matching.certify(signed.value)));
  }

  /** A note for the client to take to a doctor. */
  async refer(client: WaitingClient, words: { readonly title: string; readonly text: string }): Promise<Result<null>> {
    const { crypto, matching, clock } = this.#ports;
    const made = proved(await crypto.sealUpdate({ recipient: client.person, ...words, now: clock.now() }));
    return made.ok ? answered(await matching.postNotice(made.value)) : made;
  }

  async #then(result: Result<null>): Promise<Result<null>> {
    await this.read();
    return result;
  }

  async #read(): Promise<Result<QueueContent>> {
    const { matching, lobby } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const asked = await every([
      matching.queue(),
      matching.people(),
      matching.caseload(),
      matching.uncertified(),
      lobby.directory(),
    ]);
    if (!asked.ok) return asked;
    const [queue, people, loads, uncertified, directory] = asked.value;
    const known = new Map(people.map((person) => [toHex(person.account), person]));
    const waiting: WaitingClient[] = [];
    for (const each of queue) {
      const person = known.get(toHex(each.account));
      if (person !== undefined) waiting.push(await this.#waiting(each, person));
    }
    const shown = new Map(directory.map((each) => [each.therapist, each]));
    const therapists = loads.flatMap(({ account, open }) => {
      const person = known.get(toHex(account));
      if (person === undefined) return [];
      return [{ key: toHex(account), person, open, profile: shown.get(toBase64url(account)) ?? null }];
    });
    return { ok: true, value: { waiting, therapists, newcomers: await this.#newcomers(uncertified) } };
  }

  async #waiting({ account, since, wish, change, proposal }: Waiting, person: Person): Promise<WaitingClient> {
    const asked = change === null ? null : await this.#ports.crypto.readChange(change, person);
    return {
      key: toHex(account),
      person,
      since,
      wish: wish === null ? null : toHex(wish),
      change: asked?.ok === true ? asked.value : null,
      proposal,
    };
  }

  async #newcomers(people: readonly Person[]): Promise<readonly Newcomer[]> {
    const newcomers: Newcomer[] = [];
    for (const person of people) {
      const read = await this.#ports.crypto.fingerprintOf(person);
      // Keys that do not even hold by themselves are nobody's to vouch for.
      if (read.ok) newcomers.push({ key: toHex(person.account), person, fingerprint: read.value });
    }
    return newcomers;
  }
}

/** Whom a proposal names, hexadecimal. */
export function therapistOf({ therapist }: Proposal): string {
  return toHex(therapist);
}

/** What is not there for this reader is nothing, not a mistake. */
function orNothing<T>(result: Result<T>): Result<T | null> {
  if (result.ok) return result;
  const { mistake } = result;
  return mistake.kind === "refused" && mistake.code === "not_for_you" ? { ok: true, value: null } : result;
}
