import { Draft } from "./draft.ts";
import type { DraftParts } from "./draft.ts";
import { conversationKey } from "./id.ts";
import type { ConversationKey } from "./id.ts";
import type { IdentityHttp } from "./identity_http.ts";

export type DraftsParts = Omit<DraftParts, "conversation" | "behind" | "service"> & {
  readonly service: Pick<IdentityHttp, "drafts" | "saveDraft">;
};

/** All drafts of the person at the desk. */
export class Drafts {
  readonly #drafts = new Map<ConversationKey, Draft>();
  readonly #parts: DraftsParts;

  constructor(parts: DraftsParts) {
    this.#parts = parts;
  }

  of(conversation: ConversationKey): Draft {
    const known = this.#drafts.get(conversation);
    if (known !== undefined) return known;
    const made = new Draft({ ...this.#parts, conversation, behind: () => this.load() });
    this.#drafts.set(conversation, made);
    return made;
  }

  /** Reads what this device and the service have: the newest of each stands. What only this device has is sent. */
  async load(): Promise<void> {
    const { store, service, me } = this.#parts;
    const [kept, answer] = await Promise.all([store.load(me), service.drafts()]);
    const here = kept.map((draft) => this.of(draft.conversation as ConversationKey).take(draft, "device"));
    const there = answer.ok
      ? answer.value.map((draft) => this.of(conversationKey(draft.conversation)).take(draft, "service"))
      : [];
    await Promise.all([...here, ...there]);
    if (answer.ok) await Promise.all(this.#each((draft) => draft.send()));
  }

  /** Saves whatever is not saved yet. */
  async flush(): Promise<void> {
    await Promise.all(this.#each((draft) => draft.flush()));
  }

  end(): void {
    for (const draft of this.#drafts.values()) draft.end();
  }

  #each(act: (draft: Draft) => Promise<void>): Promise<void>[] {
    return [...this.#drafts.values()].map(act);
  }
}
