import { signal } from "@preact/signals-core";
import { equal } from "../../bytes/equal.ts";
import { encodeArray } from "../../crypto/canonical.ts";
import type { PrivateNote } from "../../worker/private_notes_port.ts";
import type { ShownConsent } from "../../worker/release_port.ts";
import type { Person } from "../../protocol/documents.ts";
import { conversationKey } from "../id.ts";
import type { ConversationKey } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import type { Read } from "../me/me.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import { logProofs } from "../record/log_proofs.ts";
import { zoneHere } from "../record/own_reading.ts";
import type { Mistake } from "../mistake.ts";
import type { StoredNote } from "../private_notes_http.ts";
import type { KeptConsent } from "../release_http.ts";

/** A form for notes that a client signed, and whether its author may hand notes out by it now. */
export interface NotesForm {
  readonly key: string;
  readonly conversation: ConversationKey;
  readonly kept: KeptConsent;
  readonly client: Person;
  readonly shown: ShownConsent;
  readonly open: boolean;
}

/** A package of notes on its way, and by which form. `ready`: it was written down as handed out, and is there to be kept. */
export type NotesHandingState =
  | { readonly kind: "none" }
  | { readonly kind: "making" }
  | {
      readonly kind: "ready";
      readonly form: string;
      readonly locked: Uint8Array;
      readonly passphrase: string | null;
      readonly count: number;
      readonly at: number;
    }
  | { readonly kind: "failed"; readonly mistake: Mistake };

/** An author hands their notes out by a client's form for them alone (crypto.md §14): packed and locked here, written down, then there to be kept. */
export class NotesHanding {
  readonly forms = signal<Read<readonly NotesForm[]>>({ kind: "loading" });
  readonly state = signal<NotesHandingState>({ kind: "none" });
  readonly #ports: MePorts;

  constructor(ports: MePorts) {
    this.#ports = ports;
  }

  /** Reads and verifies the forms that clients signed; what does not hold is left out. */
  async read(): Promise<void> {
    const read = await this.#read();
    this.forms.value = read.ok ? { kind: "ready", value: read.value } : { kind: "failed", mistake: read.mistake };
  }

  async hand(form: NotesForm): Promise<void> {
    this.state.value = { kind: "making" };
    const made = await this.#made(form);
    if (this.state.peek().kind !== "making") return;
    const at = this.#ports.clock.now();
    this.state.value = made.ok
      ? { kind: "ready", form: form.key, ...made.value, at }
      : { kind: "failed", mistake: made.mistake };
    if (made.ok) void this.read();
  }

  /** Leaves it: what was not kept is gone, and can be made again. */
  drop(): void {
    this.state.value = { kind: "none" };
  }

  async #read(): Promise<Result<readonly NotesForm[]>> {
    const { crypto, release, clock } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const found = answered(await release.notesForms());
    if (!found.ok) return found;
    const forms: NotesForm[] = [];
    for (const kept of found.value.consents) {
      for (const client of found.value.people) {
        const { consent, paper } = kept;
        const read = paper === null ? null : await crypto.readConsent({ consent, paper, client });
        if (read?.ok !== true || !equal(read.value.client, client.account)) continue;
        const shown = read.value;
        const open = kept.revokedAt === null && !kept.denied && clock.now() < shown.expiresAt;
        const conversation = conversationKey(shown.conversation);
        forms.push({ key: conversationKey(shown.consentId), conversation, kept, client, shown, open });
      }
    }
    return { ok: true, value: forms };
  }

  async #made(form: NotesForm): Promise<Result<{ locked: Uint8Array; passphrase: string | null; count: number }>> {
    const { crypto, http, record, release, clock } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const asked = await every([http.ownBundle(), release.officers(), release.forms(), http.practice()]);
    if (!asked.ok) return asked;
    const [own, officers, forms, practice] = asked.value;
    const notes = await this.#notes(form.shown.conversation);
    if (!notes.ok) return notes;
    const { kept, client, shown } = form;
    if (kept.paper === null) return { ok: false, mistake: { kind: "proof", reason: "wrong_paper" } };
    const log = answered(await logProofs(record, [encodeArray([kept.consent.body, kept.consent.signature])], nothing));
    if (!log.ok) return log;
    const text = forms.find((each) => each.form === "notes")?.text ?? "";
    const now = clock.now();
    const shows = { practice, log: log.value, text, notes: notes.value, ...zoneHere(0, now) };
    const parts = { own, client, consent: kept.consent, paper: kept.paper, ...shows };
    const packed = proved(await crypto.packNotes({ ...parts, now }));
    if (!packed.ok) return packed;
    const key = shown.values["recipient-key"] ?? "";
    const locked = proved(await crypto.lockPackage({ archive: packed.value.archive, key }));
    if (!locked.ok) return locked;
    const signed = proved(
      await crypto.signDisclosure({
        readers: { own, officers },
        client,
        conversation: shown.conversation,
        basis: "consent",
        basisHash: shown.hash,
        runs: [],
        packageHash: packed.value.hash,
        statement: "none",
        approver: new Uint8Array(),
        values: valuesOf(shown),
        now: clock.now(),
      }),
    );
    if (!signed.ok) return signed;
    // The one moment that counts: whatever was taken back before it does not go out.
    const handed = answered(await release.disclose(signed.value));
    return handed.ok ? { ok: true, value: { ...locked.value, count: packed.value.count } } : handed;
  }

  /** All notes about a conversation; what does not open is not handed out. */
  async #notes(conversation: Uint8Array): Promise<Result<readonly PrivateNote[]>> {
    const { crypto, notes } = this.#ports;
    const all: PrivateNote[] = [];
    for (let before: Uint8Array | null = null; ;) {
      const page: Result<readonly StoredNote[]> = answered(await notes.notes(conversation, before));
      if (!page.ok) return page;
      before = page.value.at(-1)?.note ?? null;
      if (before === null) return { ok: true, value: all };
      const sealed = page.value.flatMap((each) => (each.sealed === null ? [] : [{ ...each, sealed: each.sealed }]));
      const opened = proved(await crypto.openPrivateNotes(sealed));
      if (!opened.ok) return opened;
      all.push(...opened.value.filter((note) => note !== null));
    }
  }
}

/** What the accounting says of it. */
function valuesOf({ values }: ShownConsent): Record<string, string> {
  const taken = ["recipient", "recipient-address", "recipient-kind", "purpose"];
  const same = Object.fromEntries(taken.map((name) => [name, values[name] ?? ""]));
  return { ...same, description: values["information"] ?? "", format: "age", transport: "therapist" };
}

function nothing(): void {
  // Nobody waits for these few steps.
}
