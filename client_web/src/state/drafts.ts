import { computed, signal } from "@preact/signals-core";
import type { ReadonlySignal } from "@preact/signals-core";
import type { KeyLifePort } from "../worker/key_life.ts";
import { Draft } from "./draft.ts";
import type { DraftParts } from "./draft.ts";
import { Forms } from "./forms.ts";
import { letterSlot, liveSlot, placeName, placeNamed, purposeOf } from "./draft_slot.ts";
import type { DraftSlot } from "./draft_slot.ts";
import { conversationKey } from "./id.ts";
import type { ConversationKey, MessageKey } from "./id.ts";
import type { IdentityHttp } from "./identity_http.ts";
import { sealingLetters } from "./letter_draft.ts";

export type DraftsParts = Omit<DraftParts, "slot" | "behind" | "service" | "crypto"> & {
  readonly crypto: Pick<KeyLifePort, "sealDraft" | "openDraft" | "sealLetterDraft" | "openLetterDraft">;
  readonly service: Pick<IdentityHttp, "drafts" | "saveDraft">;
};

/** A letter that is begun: to whom, in which thread (null: a new one). */
export interface BegunLetter {
  readonly conversation: ConversationKey;
  readonly thread: MessageKey | null;
  readonly draft: Draft;
}

/** All drafts of the person at the desk, and what stands in their forms. */
export class Drafts {
  /** Letters that are begun and not sent. */
  readonly unsent: ReadonlySignal<readonly BegunLetter[]>;
  readonly forms: Forms;
  readonly #drafts = new Map<string, Draft>();
  readonly #letters = signal<readonly BegunLetter[]>([]);
  readonly #parts: DraftsParts;

  constructor(parts: DraftsParts) {
    this.#parts = parts;
    this.forms = new Forms(parts);
    this.unsent = computed(() => this.#letters.value.filter(({ draft }) => draft.text.value !== ""));
  }

  /** What is being said live. */
  of(conversation: ConversationKey): Draft {
    return this.#in(liveSlot(conversation));
  }

  /** A letter's: the answer in a thread, or (null) what begins a new one. */
  letter(conversation: ConversationKey, thread: MessageKey | null): Draft {
    return this.#in(letterSlot(conversation, thread));
  }

  /** Reads what this device and the service have: the newest of each stands. What only this device has is sent. */
  async load(): Promise<void> {
    const { store, service, me } = this.#parts;
    void this.forms.load();
    const [kept, answer] = await Promise.all([store.load(me), service.drafts()]);
    const here = kept.map((draft) => this.#in(placeNamed(draft.conversation)).take(draft, "device"));
    const there = answer.ok ? answer.value.map((draft) => this.#in(draft).take(draft, "service")) : [];
    await Promise.all([...here, ...there]);
    if (answer.ok) await Promise.all(this.#each((draft) => draft.send()));
  }

  /** Saves whatever is not saved yet. */
  async flush(): Promise<void> {
    await Promise.all([this.forms.flush(), ...this.#each((draft) => draft.flush())]);
  }

  end(): void {
    this.forms.end();
    for (const draft of this.#drafts.values()) draft.end();
  }

  #in({ slot, conversation }: DraftSlot): Draft {
    const place = { slot, conversation };
    const name = placeName(place);
    const known = this.#drafts.get(name);
    if (known !== undefined) return known;
    const purpose = purposeOf(place);
    const crypto = purpose === "live" ? this.#parts.crypto : sealingLetters(this.#parts.crypto, place);
    const made = new Draft({ ...this.#parts, crypto, slot: place, behind: () => this.load() });
    this.#drafts.set(name, made);
    if (purpose !== "live") {
      const begun = { conversation: conversationKey(conversation), thread: purpose.thread, draft: made };
      this.#letters.value = [...this.#letters.peek(), begun];
    }
    return made;
  }

  #each(act: (draft: Draft) => Promise<void>): Promise<void>[] {
    return [...this.#drafts.values()].map(act);
  }
}
