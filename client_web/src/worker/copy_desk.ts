import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import type { TranscriptEntry } from "../protocol/frames.ts";
import type { EntryDocument } from "../protocol/orders.ts";
import type { Amendment } from "../packages/amendments_file.ts";
import { Alarm } from "./alarm.ts";
import type { Conversation } from "./conversation.ts";
import { CopiedEntries } from "./copy.ts";
import { Copying } from "./copying.ts";
import type { CopyDocuments, CopyPort, CopyRequest, PackedCopy, TakenEntries } from "./copy_port.ts";
import { OwnSource } from "./copy_source.ts";
import type { OrderedSource } from "./ordered.ts";
import type { OrderedRecord } from "./ordered_record.ts";
import type { OpenConversations } from "./open_conversations.ts";
import { part } from "./part.ts";
import type { Plain } from "./plain.ts";

/** The worker's side of copies: one at a time, begun, filled, packed, forgotten. */
export class CopyDesk implements Plain<CopyPort> {
  readonly #conversations: OpenConversations;
  readonly #random: Random;
  #copying: Copying | null = null;
  /** Of a copy by an order: what was given of it so far. */
  #ordered: OrderedRecord | null = null;

  constructor(conversations: OpenConversations, random: Random) {
    this.#conversations = conversations;
    this.#random = random;
  }

  beginCopy(request: CopyRequest): null {
    const opened: Conversation = this.#conversations.get(request.conversation);
    this.#copying = new Copying(new CopiedEntries(new OwnSource(opened), request), request.match, this.#random);
    this.#ordered = null;
    return null;
  }

  /** A copy of what an order opened. */
  beginOrdered(source: OrderedSource, request: CopyRequest): void {
    this.#copying = new Copying(new CopiedEntries(source, request), request.match, this.#random);
    this.#ordered = source.record();
  }

  /** The next entries of an order: those given whole are kept, of the others what shows that nothing is missing between. */
  takeOrdered(entries: readonly EntryDocument[]): void {
    const { entries: kept } = this.#begun();
    if (this.#ordered === null) throw new Alarm("unknown_conversation");
    const { runs, outsides } = this.#ordered.take(entries);
    for (const run of runs) {
      if (kept.take(run.anchor, run.entries).kind !== "taken") throw new ProofError("foreign_epoch");
    }
    kept.takeOutsides(outsides);
  }

  takeCopyEntries(anchor: Uint8Array, entries: readonly TranscriptEntry[]): Promise<TakenEntries> {
    const { entries: kept } = this.#begun();
    return this.#conversations.in(kept.request.conversation, () => kept.take(anchor, entries));
  }

  chosenForCopy(): ReturnType<Copying["chosen"]> {
    const copying = this.#begun();
    this.#ordered?.end();
    return copying.chosen();
  }

  takeCopyFile(attachment: Uint8Array, chunks: readonly Uint8Array[]): null {
    return this.#begun().takeFile(attachment, chunks);
  }

  /** Of which conversation the copy is that was begun. */
  get conversation(): Uint8Array {
    return this.#begun().entries.source.match.conversation;
  }

  /** What was asked to be corrected of it, and who answered. */
  takeAmendments(amendments: readonly Amendment[], officers: readonly Uint8Array[]): null {
    return this.#begun().takeAmendments(amendments, officers);
  }

  /** What draws is fetched only when somebody makes a copy. */
  async makeCopy(documents: CopyDocuments, font: Uint8Array | null): Promise<{ readonly lines: number }> {
    const copying = this.#begun();
    const { archive, PdfDrawing } = await part(() => import("../packages/bindery.ts"));
    const drawing = font === null ? null : new PdfDrawing(font, copying.madeAt);
    return copying.make(documents, { archive, drawing });
  }

  drawCopy(): { readonly drawn: number } {
    return this.#begun().draw();
  }

  async packCopy(): Promise<PackedCopy> {
    const packed = await this.#begun().pack();
    this.#copying = this.#ordered = null;
    return packed;
  }

  dropCopy(): null {
    this.#copying = this.#ordered = null;
    return null;
  }

  #begun(): Copying {
    if (this.#copying === null) throw new Alarm("unknown_conversation");
    return this.#copying;
  }
}
