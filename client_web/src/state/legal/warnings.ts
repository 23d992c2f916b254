import { toHex } from "../../bytes/hex.ts";
import { WARNING_ELEMENTS } from "../../crypto/paper_forms.ts";
import type { Part2Branch, Source, WarningBasis } from "../../crypto/warning.ts";
import type { Person } from "../../protocol/documents.ts";
import type { ShownWarning, Values } from "../../worker/release_port.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { KeptWarning } from "../release_http.ts";

export type { ShownWarning } from "../../worker/release_port.ts";

/** Warnings: that somebody had to be told without the client's consent (crypto.md §13.4). */

/** How long a warning may be completed. */
export const COMPLETED_WITHIN_MS = 86_400_000;

/** What may be added later. */
export const LATER_ELEMENTS = WARNING_ELEMENTS.filter(
  (name) => !["threat", "victims", "notifications", "disclosed"].includes(name),
);

/** A warning with everything that completed it; `values` are the newest. */
export interface Warned {
  readonly key: string;
  /** Null where it does not hold, or cannot be read here. */
  readonly shown: ShownWarning | null;
  readonly client: string;
  readonly therapist: string;
  readonly values: Values;
  readonly completedAt: number | null;
  /** What nobody has said yet. */
  readonly open: readonly string[];
  /** What was told and is not in the client's accounting yet, oldest first. */
  readonly owed: readonly Owed[];
  readonly signatures: Signatures;
}

/** Which supervisor stands for a warning and all that completed it, and what nobody has signed yet (by hexadecimal hash); "broken" where one does not hold. */
export interface Signatures {
  readonly last: { readonly by: string; readonly at: number } | null;
  readonly waiting: readonly string[];
  readonly broken: boolean;
  /** The record is destroyed: what nobody signed stays so. */
  readonly over: boolean;
}

/** Whom somebody told, what, and how. */
export interface Told {
  readonly recipient: string;
  readonly reached: string;
  readonly disclosed: string;
}

/** What a warning, or what completed it, told somebody without an entry in the accounting. */
export interface Owed {
  readonly key: string;
  readonly shown: ShownWarning;
  readonly told: Told;
}

/** A warning as it was read; `shown` is null where that did not work. */
interface Read {
  readonly key: string;
  readonly shown: ShownWarning | null;
  readonly accounted: boolean;
  readonly destroyed: boolean;
}

/** A warning to be given. `told` is null where a completion tells nobody else. */
export interface Warning {
  readonly client: string;
  readonly conversation: string;
  readonly completes: Uint8Array | null;
  readonly basis: WarningBasis;
  readonly branch: Part2Branch;
  readonly source: Source;
  readonly values: Values;
  readonly told: Told | null;
  /** What for, in the words of the accounting. */
  readonly purpose: string;
}

/** Everyone's, or a therapist's own, newest first; what completes one is not listed by itself. */
export async function readWarnings(ports: MePorts): Promise<Result<readonly Warned[]>> {
  const listed = await readKept(ports);
  return listed.ok ? { ok: true, value: gathered(listed.value.read) } : listed;
}

/**
 * Countersigns a warning and all that completed it, as far as it was shown, after the password was shown again. What somebody else signed meanwhile
 * is theirs, and no mistake.
 */
export async function countersign(ports: MePorts, { signatures }: Warned, shown: Shown): Promise<Result<null>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const listed = await readKept(ports);
  if (!listed.ok) return listed;
  const { own, people, kept, read } = listed.value;
  for (const [at, { shown: each }] of read.entries()) {
    const row = kept[at];
    if (each === null || row === undefined || row.paper === null) continue;
    if (each.countersigned !== null || !signatures.waiting.includes(toHex(each.hash))) continue;
    const { warning, paper } = row;
    const made = proved(await ports.crypto.countersign({ own, warning, paper, people, now: ports.clock.now() }));
    if (!made.ok) return made;
    const sent = answered(await ports.release.countersign(made.value));
    if (!sent.ok && !(sent.mistake.kind === "refused" && sent.mistake.code === "conflict")) return sent;
  }
  return { ok: true, value: null };
}

/** All warnings that this account may see, as they are kept and as they are read, in the same order. */
interface Listed {
  readonly own: Person;
  readonly people: readonly Person[];
  readonly kept: readonly KeptWarning[];
  readonly read: readonly Read[];
}

async function readKept(ports: MePorts): Promise<Result<Listed>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const asked = await every([ports.http.ownBundle(), ports.release.warnings()]);
  if (!asked.ok) return asked;
  const [own, { warnings: kept, people: signers }] = asked.value;
  const known = own.role === "therapist" ? { ok: true as const, value: [] } : await certified(ports);
  if (!known.ok) return known;
  const people = [own, ...known.value, ...signers];
  const read: Read[] = [];
  for (const { warning, countersignature, paper, accounted, destroyed } of kept) {
    const asking = { warning, countersignature, people };
    const outcome = paper === null ? null : await ports.crypto.readWarning({ ...asking, paper });
    const shown = outcome?.ok === true ? outcome.value : null;
    read.push({ key: toHex(warning.signature), shown, accounted, destroyed });
  }
  return { ok: true, value: { own, people, kept, read } };
}

/** Whether a supervisor has to sign it, or something that was added to it. */
export function isWaiting({ signatures }: Warned): boolean {
  return signatures.waiting.length > 0 && !signatures.over;
}

/** Until when it may be completed; null once nothing is open. */
export function completableUntil({ shown, open }: Warned, now: number): number | null {
  if (shown === null || open.length === 0) return null;
  const until = shown.at + COMPLETED_WITHIN_MS;
  return now < until ? until : null;
}

/** Each with its newest completion. Pure. */
export function gathered(read: readonly Read[]): readonly Warned[] {
  const completions = new Map<string, ShownWarning>();
  for (const { shown } of read) {
    if (shown?.completes == null) continue;
    const key = toHex(shown.completes);
    const before = completions.get(key);
    if (before === undefined || before.at < shown.at) completions.set(key, shown);
  }
  return read
    .filter(({ shown }) => shown?.completes == null)
    .map(({ key, shown }) => {
      const completion = shown === null ? undefined : completions.get(toHex(shown.hash));
      const own = shown === null ? [] : read.filter((each) => each.shown !== null && isOf(each.shown, shown));
      return warnedOf(key, shown, completion, shown === null ? [] : owedOf(own), signaturesOf(own));
    });
}

/** Who signed a warning and what completed it, and what waits. */
function signaturesOf(own: readonly Read[]): Signatures {
  const all = own.flatMap(({ shown }) => (shown === null ? [] : [shown]));
  const signed = all.flatMap(({ countersigned: said }) => (said === null || said === "broken" ? [] : [said]));
  const last = signed.toSorted((one, other) => other.at - one.at)[0];
  return {
    last: last === undefined ? null : { by: toHex(last.by), at: last.at },
    waiting: all.filter(({ countersigned }) => countersigned === null).map(({ hash }) => toHex(hash)),
    broken: all.some(({ countersigned }) => countersigned === "broken"),
    over: own.some(({ destroyed }) => destroyed),
  };
}

/** What a warning and its completions told, each beyond the one before it, where the accounting lacks it. */
function owedOf(own: readonly Read[]): readonly Owed[] {
  const owed: Owed[] = [];
  let before: Values = {};
  for (const { shown, accounted } of own.toSorted((one, other) => (one.shown?.at ?? 0) - (other.shown?.at ?? 0))) {
    if (shown === null) continue;
    const told = toldIn(shown.values, before);
    if (told !== null && !accounted) owed.push({ key: toHex(shown.hash), shown, told });
    before = shown.values;
  }
  return owed;
}

function isOf({ hash, completes }: ShownWarning, first: ShownWarning): boolean {
  return toHex(completes ?? hash) === toHex(first.hash);
}

/** Null where nobody else was told. */
function toldIn(values: Values, before: Values): Told | null {
  const added = (name: string): string => {
    const [was, is] = [before[name] ?? "", values[name] ?? ""];
    if (is === was) return "";
    return is.startsWith(`${was}\n`) ? is.slice(was.length + 1) : is;
  };
  const notified = added("notifications");
  if (notified === "") return null;
  // "Whom: how", as the form writes it.
  const [recipient = "", ...how] = notified.split(": ");
  const reached = how.length === 0 ? notified : how.join(": ");
  return { recipient, reached, disclosed: added("disclosed") || (values["disclosed"] ?? "") };
}

function warnedOf(
  key: string,
  shown: ShownWarning | null,
  completion: ShownWarning | undefined,
  owed: readonly Owed[],
  signatures: Signatures,
): Warned {
  const values = completion?.values ?? shown?.values ?? {};
  return {
    key: shown === null ? key : toHex(shown.hash),
    shown,
    client: shown === null ? "" : toHex(shown.client),
    therapist: shown === null ? "" : toHex(shown.therapist),
    values,
    completedAt: completion?.at ?? null,
    open: LATER_ELEMENTS.filter((name) => (values[name] ?? "").trim() === ""),
    owed,
    signatures,
  };
}

async function certified({ matching }: MePorts): Promise<Result<readonly Person[]>> {
  return answered(await matching.people());
}

/** Writes into the client's accounting what a warning told: the page was closed before that was done. */
export async function account(ports: MePorts, { shown, told }: Owed, purpose: string): Promise<Result<null>> {
  const { hash, completes, basis, branch, source, values } = shown;
  const [client, conversation] = [toHex(shown.client), toHex(shown.conversation)];
  return new Giving(ports, hash).give({
    client,
    conversation,
    completes,
    basis,
    branch,
    source,
    values,
    told,
    purpose,
  });
}

/**
 * Gives one warning: kept by the service and told to every officer and owner at once, then written into the client's accounting. When
 * only the latter fails, the next attempt does that alone.
 */
export class Giving {
  readonly #ports: MePorts;
  #kept: Uint8Array | null;

  /** `kept`: the hash of the warning, where the practice has it already. */
  constructor(ports: MePorts, kept: Uint8Array | null = null) {
    this.#ports = ports;
    this.#kept = kept;
  }

  /** Whether the practice has it, whatever became of the accounting. */
  get kept(): boolean {
    return this.#kept !== null;
  }

  async give(warning: Warning): Promise<Result<null>> {
    const { http, release } = this.#ports;
    const trust = await trusted(this.#ports);
    if (!trust.ok) return trust;
    const asked = await every([http.ownBundle(), release.officers()]);
    if (!asked.ok) return asked;
    const [own, officers] = asked.value;
    const readers = { own, officers };
    if (this.#kept === null) {
      const kept = await this.#keep(warning, readers);
      if (!kept.ok) return kept;
      this.#kept = kept.value;
    }
    if (warning.told === null) return { ok: true, value: null };
    return this.#writeDown(warning, warning.told, this.#kept, readers);
  }

  async #keep(
    { client, conversation, completes, basis, branch, source, values }: Warning,
    readers: Readers,
  ): Promise<Result<Uint8Array>> {
    const { crypto, release, clock } = this.#ports;
    const made = proved(
      await crypto.signWarning({
        readers,
        client: idBytes(client),
        conversation: idBytes(conversation),
        supplements: completes,
        basis,
        branch,
        source,
        values,
        now: clock.now(),
      }),
    );
    if (!made.ok) return made;
    const sent = answered(await release.warn(made.value));
    return sent.ok ? { ok: true, value: made.value.hash } : sent;
  }

  async #writeDown(warning: Warning, told: Told, hash: Uint8Array, readers: Readers): Promise<Result<null>> {
    const { crypto, http, release, clock } = this.#ports;
    const known = answered(await http.conversations());
    if (!known.ok) return known;
    const client = known.value.people.find(({ account }) => toHex(account) === warning.client);
    if (client === undefined) return { ok: false, mistake: { kind: "proof", reason: "unknown_member" } };
    const made = proved(
      await crypto.signDisclosure({
        readers,
        client,
        conversation: idBytes(warning.conversation),
        basis: warning.basis,
        basisHash: hash,
        runs: [],
        packageHash: new Uint8Array(),
        statement: "none",
        approver: new Uint8Array(),
        values: {
          recipient: told.recipient,
          description: told.disclosed,
          purpose: warning.purpose,
          "minimum-necessary": warning.values["withheld"] ?? "",
          format: "words",
          transport: told.reached,
        },
        now: clock.now(),
      }),
    );
    return made.ok ? answered(await release.disclose(made.value)) : made;
  }
}

interface Readers {
  readonly own: Person;
  readonly officers: readonly Person[];
}
