import type { Random } from "../crypto/random.ts";
import { Attachments, type OpenedChunk, type SealedChunk } from "./attachments.ts";
import { CopyDesk } from "./copy_desk.ts";
import { KeyDesk } from "./key_desk.ts";
import { OpenConversations } from "./open_conversations.ts";
import { Returned } from "./returned.ts";

/** The part of the worker's desk that hands files over: attachments of letters, and copies of the record. */
export abstract class FileDesk extends KeyDesk {
  protected readonly conversations = new OpenConversations();
  readonly #attachments: Attachments;
  protected readonly copies: CopyDesk;
  /** What custodians gave back to this account. */
  protected readonly returned = new Returned();

  constructor(service: string, random: Random) {
    super(service, random);
    this.#attachments = new Attachments(random);
    this.copies = new CopyDesk(this.conversations, random);
  }

  sealChunk(...asked: Parameters<Attachments["sealChunk"]>): SealedChunk {
    return this.#attachments.sealChunk(...asked);
  }

  openChunk(...asked: Parameters<Attachments["openChunk"]>): OpenedChunk {
    return this.#attachments.openChunk(...asked);
  }

  attachmentDigest(attachment: Uint8Array, hashes: readonly Uint8Array[]): Uint8Array {
    return this.#attachments.attachmentDigest(attachment, hashes);
  }

  joinAttachment(...asked: Parameters<Attachments["joinAttachment"]>): Uint8Array {
    return this.#attachments.joinAttachment(...asked);
  }

  beginCopy(...asked: Parameters<CopyDesk["beginCopy"]>): null {
    return this.copies.beginCopy(...asked);
  }

  takeCopyEntries(...asked: Parameters<CopyDesk["takeCopyEntries"]>): ReturnType<CopyDesk["takeCopyEntries"]> {
    return this.copies.takeCopyEntries(...asked);
  }

  chosenForCopy(): ReturnType<CopyDesk["chosenForCopy"]> {
    return this.copies.chosenForCopy();
  }

  takeCopyFile(...asked: Parameters<CopyDesk["takeCopyFile"]>): null {
    return this.copies.takeCopyFile(...asked);
  }

  makeCopy(...asked: Parameters<CopyDesk["makeCopy"]>): ReturnType<CopyDesk["makeCopy"]> {
    return this.copies.makeCopy(...asked);
  }

  drawCopy(): ReturnType<CopyDesk["drawCopy"]> {
    return this.copies.drawCopy();
  }

  packCopy(): ReturnType<CopyDesk["packCopy"]> {
    return this.copies.packCopy();
  }

  dropCopy(): null {
    return this.copies.dropCopy();
  }
}
