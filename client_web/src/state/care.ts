import { signal } from "@preact/signals-core";
import type { ConversationDocument } from "../protocol/documents.ts";
import type { ClosingReason, CryptoPort } from "../worker/port.ts";
import type { IdentityHttp } from "./identity_http.ts";
import { idBytes } from "./id.ts";
import type { ConversationKey } from "./id.ts";
import { answered, every, proved } from "./me/result.ts";
import type { Result } from "./me/result.ts";
import type { NoticeToSend } from "../worker/matching_port.ts";
import type { Clock, Http } from "./ports.ts";
import type { SealedSettings } from "./sealed_settings.ts";

/** Whether the next therapist may read the conversation so far. */
export type History = "share" | "keep";

/**
 * A change of therapist. `asked`: until the next one is there. `moving`: what was so far is being handed over, so many of its epochs
 * are done. `stuck`: that did not go on just now; it is tried again by itself.
 */
export type Change =
  | { readonly kind: "none" }
  | { readonly kind: "asked"; readonly from: ConversationKey; readonly history: History }
  | { readonly kind: "moving"; readonly done: number; readonly all: number }
  | { readonly kind: "stuck" };

/** What intake staff are told with a request, in the client's words. `therapist`: whom they would like, by the directory's name. */
export interface Reasons {
  readonly title: string;
  readonly text: string;
  readonly therapist: string | null;
}

export interface CareParts {
  readonly crypto: Pick<CryptoPort, "signClosing" | "signChangeRequest" | "sealNotice" | "shareHistory">;
  readonly http: Pick<Http, "ownBundle">;
  readonly service: Pick<
    IdentityHttp,
    "closeConversation" | "askForChange" | "withdrawChange" | "intake" | "ownWraps" | "shareHistory"
  >;
  readonly settings: SealedSettings;
  readonly clock: Clock;
}

/** What the list of conversations says, and where nothing may be handed over: the person has not accepted somebody's keys. */
export interface Listed {
  readonly documents: ReadonlyMap<ConversationKey, ConversationDocument>;
  readonly halted: (key: ConversationKey) => boolean;
}

/** The choice under which a change is remembered, sealed, for every browser of the person (crypto.md §3.11). */
const CHOICE = "change";

/** Care over time: closing a conversation, going on with another therapist. Every step may be repeated, and is, after a reload. */
export class Care {
  readonly change = signal<Change>({ kind: "none" });
  readonly #parts: CareParts;
  #listed: Listed = { documents: new Map(), halted: () => true };
  #moving = false;

  constructor(parts: CareParts) {
    this.#parts = parts;
  }

  /** Closes a conversation by this person's word. */
  async close(key: ConversationKey, reason: ClosingReason): Promise<Result<null>> {
    const { crypto, service, clock } = this.#parts;
    const signed = proved(await crypto.signClosing(idBytes(key), reason, clock.now()));
    return signed.ok ? answered(await service.closeConversation(signed.value)) : signed;
  }

  /**
   * Asks for another therapist, and tells every one of intake's staff why. What is chosen about the history is kept before it is sent,
   * and forgotten when the service says no.
   */
  async ask(from: ConversationKey, history: History, reasons: Reasons): Promise<Result<null>> {
    const { crypto, service, clock } = this.#parts;
    const request = { conversation: idBytes(from), history, now: clock.now() };
    const signed = proved(await crypto.signChangeRequest(request));
    if (!signed.ok) return signed;
    const told = await this.#tell(from, history, reasons);
    if (!told.ok) return told;
    if (!(await this.#remember(`${from} ${history}`))) return { ok: false, mistake: { kind: "unreachable" } };
    const asked = answered(await service.askForChange(signed.value, told.value));
    if (asked.ok) this.change.value = { kind: "asked", from, history };
    else if (asked.mistake.kind === "refused" && asked.mistake.code !== "conflict") await this.#remember(null);
    return asked;
  }

  /** Takes the request back: everything stays as it is. */
  async withdraw(from: ConversationKey): Promise<Result<null>> {
    const withdrawn = answered(await this.#parts.service.withdrawChange(idBytes(from)));
    if (!withdrawn.ok) return withdrawn;
    if (!(await this.#remember(null))) return { ok: false, mistake: { kind: "unreachable" } };
    this.change.value = { kind: "none" };
    return withdrawn;
  }

  /** Whether somebody treats this client now who may not read this closed conversation yet. */
  canShare(key: ConversationKey): boolean {
    const old = this.#listed.documents.get(key);
    return old?.closing != null && old.grants.length === 0 && nextOf(old, this.#listed) !== null;
  }

  /** Lets whoever treats this client now read a conversation that was kept from them so far. */
  async share(key: ConversationKey): Promise<Result<null>> {
    if (!(await this.#remember(`${key} share`))) return { ok: false, mistake: { kind: "unreachable" } };
    await this.proceed(this.#listed);
    // What is stuck goes on by itself with the next reading of the list.
    return this.change.peek().kind === "stuck"
      ? { ok: false, mistake: { kind: "unreachable" } }
      : { ok: true, value: null };
  }

  async #tell(from: ConversationKey, history: History, reasons: Reasons): Promise<Result<readonly NoticeToSend[]>> {
    const { crypto, http, service, clock } = this.#parts;
    const asked = await every([http.ownBundle(), service.intake()]);
    if (!asked.ok) return asked;
    const [own, staff] = asked.value;
    const { title, text, therapist } = reasons;
    const wish = therapist === null ? [] : [{ name: "therapist", value: therapist }];
    const values = [{ name: "history", value: history }, ...wish];
    const notices: NoticeToSend[] = [];
    for (const recipient of staff) {
      const about = { own, recipient, kind: "request", subject: idBytes(from), answers: [] };
      const made = proved(await crypto.sealNotice({ ...about, title, text, values, now: clock.now() }));
      if (!made.ok) return made;
      notices.push(made.value);
    }
    return { ok: true, value: notices };
  }

  /** The list was read: goes on with a change, as far as it can. */
  async proceed(listed: Listed): Promise<void> {
    this.#listed = listed;
    if (this.#moving) return;
    const wish = this.#remembered();
    const old = wish === null ? undefined : listed.documents.get(wish.from);
    if (wish === null || old === undefined) {
      this.change.value = { kind: "none" };
      return;
    }
    const next = nextOf(old, listed);
    if (next === null) {
      this.change.value = { kind: "asked", ...wish };
      return;
    }
    this.#moving = true;
    const moved = await this.#move(wish.from, wish.history, old, next);
    this.#moving = false;
    this.change.value = moved ? { kind: "none" } : { kind: "stuck" };
  }

  async #move(
    from: ConversationKey,
    history: History,
    old: ConversationDocument,
    next: ConversationDocument,
  ): Promise<boolean> {
    this.change.value = { kind: "moving", done: 0, all: old.epoch };
    if (old.closing === null && !(await this.close(from, "changed")).ok) return false;
    if (history === "share" && !(await this.#share(old, next))) return false;
    return this.#remember(null);
  }

  /** As many epochs at a time as one grant may name. What was handed over before is handed over again, which changes nothing. */
  async #share(old: ConversationDocument, next: ConversationDocument): Promise<boolean> {
    const { crypto, service, clock } = this.#parts;
    const { conversation } = old;
    for (let after = 0; ;) {
      const own = await service.ownWraps(conversation, after);
      if (!own.ok) return false;
      const last = own.value.at(-1);
      if (last === undefined) return true;
      const request = { conversation, next: next.conversation, wraps: own.value, now: clock.now() };
      const made = await crypto.shareHistory(request);
      if (!made.ok) return false;
      if (made.value !== null && !(await service.shareHistory(made.value)).ok) return false;
      after = last.epoch;
      this.change.value = { kind: "moving", done: after, all: old.epoch };
    }
  }

  #remembered(): { readonly from: ConversationKey; readonly history: History } | null {
    const choice = this.#parts.settings.content.choices.find(([name]) => name === CHOICE);
    const parts = /^([0-9a-f]{32}) (share|keep)$/.exec(choice?.[1] ?? "");
    return parts === null ? null : { from: parts[1] as ConversationKey, history: parts[2] as History };
  }

  #remember(value: string | null): Promise<boolean> {
    return this.#parts.settings.change((content) => {
      const others = content.choices.filter(([name]) => name !== CHOICE);
      const choices = value === null ? others : [...others, [CHOICE, value] as const];
      return { ...content, choices: choices.sort(([one], [other]) => (one < other ? -1 : 1)) };
    });
  }
}

/** The conversation with the next therapist: open, their own, and younger; null while there is none that may be gone on with. */
function nextOf(old: ConversationDocument, { documents, halted }: Listed): ConversationDocument | null {
  const [youngest] = [...documents].filter(
    ([key, each]) =>
      each !== old &&
      each.closing === null &&
      !each.reading &&
      (each.openedAt ?? 0) >= (old.openedAt ?? 0) &&
      !halted(key),
  );
  return youngest?.[1] ?? null;
}
