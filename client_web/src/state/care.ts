import { signal } from "@preact/signals-core";
import type { ConversationDocument } from "../protocol/documents.ts";
import type { ClosingReason, CryptoPort } from "../worker/port.ts";
import type { IdentityHttp } from "./identity_http.ts";
import { idBytes } from "./id.ts";
import type { ConversationKey } from "./id.ts";
import { answered, proved } from "./me/result.ts";
import type { Result } from "./me/result.ts";
import type { Clock } from "./ports.ts";
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

export interface CareParts {
  readonly crypto: Pick<CryptoPort, "signClosing" | "signChangeRequest" | "shareHistory">;
  readonly service: Pick<IdentityHttp, "closeConversation" | "askForChange" | "ownWraps" | "shareHistory">;
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

  /** Asks for another therapist. What is chosen about the history is kept before it is sent. */
  async ask(from: ConversationKey, history: History): Promise<Result<null>> {
    const { crypto, service, clock } = this.#parts;
    const request = { conversation: idBytes(from), history, now: clock.now() };
    const signed = proved(await crypto.signChangeRequest(request));
    if (!signed.ok) return signed;
    if (!(await this.#remember(`${from} ${history}`))) return { ok: false, mistake: { kind: "unreachable" } };
    const asked = answered(await service.askForChange(signed.value));
    if (asked.ok) this.change.value = { kind: "asked", from, history };
    return asked;
  }

  /** The list was read: goes on with a change, as far as it can. */
  async proceed(listed: Listed): Promise<void> {
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
      if (!made.ok || !(await service.shareHistory(made.value)).ok) return false;
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
