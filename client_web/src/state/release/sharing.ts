import { signal } from "@preact/signals-core";
import { equal } from "../../bytes/equal.ts";
import { toHex } from "../../bytes/hex.ts";
import { readConsentBody } from "../../crypto/consent.ts";
import { isReplacement } from "../../crypto/trust.ts";
import type { Maker, ScopeKind } from "../../crypto/consent.ts";
import { namedParticipants } from "../../crypto/match.ts";
import type { ConsentForm } from "../../crypto/paper_forms.ts";
import type { Part2Status } from "../../crypto/part2.ts";
import type { Person, SignedBody } from "../../protocol/documents.ts";
import type { Readers, ShownConsent, ShownDisclosure, Values } from "../../worker/release_port.ts";
import { conversationKey } from "../id.ts";
import type { ConversationKey } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import type { Read } from "../me/me.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { FormText } from "../release_http.ts";

/** How a consent stands. `open`: it lets something out now. */
export type Standing = "open" | "asked" | "revoked" | "over" | "denied";

/** A client's own consent. `shown` is null where it does not hold or cannot be read. */
export interface OwnConsent {
  readonly signed: SignedBody;
  readonly key: string;
  readonly shown: ShownConsent | null;
  readonly conversation: ConversationKey;
  readonly keptAt: number;
  readonly due: number;
  readonly revokedAt: number | null;
  readonly standing: Standing;
  readonly handedOut: number;
}

/** What a client has allowed, and whether their record is one of drug or alcohol treatment. */
export interface Shared {
  readonly part2: Part2Status;
  readonly consents: readonly OwnConsent[];
  /** The client's keys were lost, and they began anew (crypto.md §4.7): the practice can give the record back. */
  readonly anew?: boolean;
}

/** A line of the accounting. `listed`: under which rule; null where a consent allowed it. */
export interface Accounted {
  readonly key: string;
  readonly shown: ShownDisclosure | null;
  readonly hipaa: boolean;
  readonly part2: boolean;
}

/** A conversation that something may be shared of. */
export interface Sharable {
  readonly key: string;
  readonly conversation: Uint8Array;
  readonly openedAt: number;
}

/** What a filled-in form comes to. */
export interface Wish {
  readonly conversation: Uint8Array;
  readonly form: ConsentForm;
  readonly kinds: readonly ScopeKind[];
  readonly from: number;
  readonly until: number;
  readonly maker: Maker;
  readonly values: Values;
  readonly expiresAt: number;
}

/** A client's own side of releases: what they allow, what they take back, and what was disclosed of them. */
export class Sharing {
  readonly shared = signal<Read<Shared>>({ kind: "loading" });
  readonly accounting = signal<Read<readonly Accounted[]>>({ kind: "loading" });
  readonly #ports: MePorts;

  constructor(ports: MePorts) {
    this.#ports = ports;
  }

  /** Reads and verifies all consents, newest first. */
  async read(): Promise<void> {
    const read = await this.#read();
    this.shared.value = read.ok ? { kind: "ready", value: read.value } : { kind: "failed", mistake: read.mistake };
  }

  /** Reads and verifies what was disclosed, newest first. */
  async readAccounting(): Promise<void> {
    const read = await this.#readAccounting();
    this.accounting.value = read.ok ? { kind: "ready", value: read.value } : { kind: "failed", mistake: read.mistake };
  }

  /** The text of a form as it will be signed. */
  async text(form: ConsentForm): Promise<Result<string>> {
    const forms = answered(await this.#ports.release.forms());
    if (!forms.ok) return forms;
    const found: FormText | undefined = forms.value.find((each) => each.form === form);
    if (found === undefined) return { ok: false, mistake: { kind: "proof", reason: "bad_form" } };
    return { ok: true, value: found.text };
  }

  /** Signs what was filled in, after number and password were typed again. */
  async sign(wish: Wish, shown: Shown): Promise<Result<null>> {
    const { crypto, clock, release } = this.#ports;
    const stepUp = await provedStepUp(this.#ports, shown);
    if (!stepUp.ok) return stepUp;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const text = await this.text(wish.form);
    if (!text.ok) return text;
    const readers = await this.#readers(wish);
    if (!readers.ok) return readers;
    const request = { ...wish, readers: readers.value, text: text.value, now: clock.now() };
    const made = proved(await crypto.signConsent(request));
    if (!made.ok) return made;
    const kept = answered(await release.sign(made.value));
    if (kept.ok) await this.read();
    return kept;
  }

  /** Takes a consent back: from the service's answer on nothing more goes out by it. */
  async revoke(consent: OwnConsent): Promise<Result<null>> {
    const { crypto, clock, release } = this.#ports;
    const made = proved(await crypto.signRevocation(consent.signed, clock.now()));
    if (!made.ok) return made;
    const taken = answered(await release.revoke(made.value));
    if (taken.ok) await this.read();
    return taken;
  }

  /** The client's own conversations, those that are over included, the newest first. */
  async conversations(): Promise<Result<readonly Sharable[]>> {
    const found = answered(await this.#ports.http.conversations());
    if (!found.ok) return found;
    const sharable = found.value.conversations.map(({ conversation, openedAt }) => ({
      key: toHex(conversation),
      conversation,
      openedAt: openedAt ?? 0,
    }));
    return { ok: true, value: sharable.sort((one, other) => other.openedAt - one.openedAt) };
  }

  async #read(): Promise<Result<Shared>> {
    const { crypto, http, release, clock } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const asked = await every([http.ownBundle(), release.consents()]);
    if (!asked.ok) return asked;
    const [client, { part2, consents }] = asked.value;
    const now = clock.now();
    const own: OwnConsent[] = [];
    for (const each of consents) {
      const { consent: signed, paper, keptAt, due, revokedAt, handedOut } = each;
      const read = paper === null ? null : await crypto.readConsent({ consent: signed, paper, client });
      const shown = read?.ok === true ? read.value : null;
      const standing = standingOf(each.denied, revokedAt, shown, now);
      const conversation = conversationKey(readConsentBody(signed.body).conversation);
      own.push({
        signed,
        key: toHex(signed.signature),
        shown,
        conversation,
        keptAt,
        due,
        revokedAt,
        standing,
        handedOut,
      });
    }
    const anew = [client, ...client.earlier].some(
      ({ certificate }) => certificate !== null && isReplacement(certificate),
    );
    return { ok: true, value: { part2, consents: own, anew } };
  }

  async #readAccounting(): Promise<Result<readonly Accounted[]>> {
    const { crypto, http, release } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const asked = await every([http.ownBundle(), http.conversations(), release.officers(), release.accounting()]);
    if (!asked.ok) return asked;
    const [own, conversations, officers, disclosures] = asked.value;
    const people = distinct([own, ...conversations.people, ...officers]);
    const lines: Accounted[] = [];
    for (const { disclosure, paper, hipaa, part2 } of disclosures) {
      const read = paper === null ? null : await crypto.readDisclosure({ disclosure, paper, people });
      lines.push({ key: toHex(disclosure.signature), shown: read?.ok === true ? read.value : null, hipaa, part2 });
    }
    return { ok: true, value: lines };
  }

  /** The client, the officers and owners; of a form for notes also the therapist whose notes they are. */
  async #readers({ form, conversation }: Wish): Promise<Result<Readers>> {
    const { http, release } = this.#ports;
    const asked = await every([http.ownBundle(), release.officers(), http.conversations()]);
    if (!asked.ok) return asked;
    const [own, officers, { conversations, people }] = asked.value;
    if (form !== "notes") return { ok: true, value: { own, officers } };
    const match = conversations.find((each) => equal(each.conversation, conversation))?.match;
    const members = match === undefined ? [] : namedParticipants(match);
    const authors = members
      .filter(({ role }) => role === "therapist")
      .flatMap(({ account }) => people.filter((person) => equal(person.account, account)));
    return { ok: true, value: { own, officers, authors: distinct(authors) } };
  }
}

/** Each person once: the page may hear of them from several sides. */
function distinct(people: readonly Person[]): readonly Person[] {
  return people.filter((each, n) => people.findIndex(({ account }) => equal(account, each.account)) === n);
}

function standingOf(denied: boolean, revokedAt: number | null, shown: ShownConsent | null, now: number): Standing {
  if (revokedAt !== null) return "revoked";
  if (denied) return "denied";
  if (shown !== null && shown.expiresAt <= now) return "over";
  return shown?.maker === "client" ? "open" : "asked";
}
