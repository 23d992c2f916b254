import type { CodeWord } from "../crypto/aside.ts";
import { openCodeWord, sealCodeWord } from "./code_words.ts";
import type { CodeWordPort } from "./code_words.ts";
import { FileDesk } from "./file_desk.ts";
import type { Plain } from "./plain.ts";

/** The part of the worker's desk for code words (code_words.ts says what each method does). */
export abstract class WordDesk extends FileDesk implements Plain<CodeWordPort> {
  sealCodeWord(request: Parameters<CodeWordPort["sealCodeWord"]>[0]): Promise<CodeWord> {
    return sealCodeWord(this.conversations.get(request.conversation), request, this.random);
  }

  openCodeWord(request: Parameters<CodeWordPort["openCodeWord"]>[0]): Promise<string | null> {
    return openCodeWord(this.conversations.get(request.conversation), this.keeper.unlocked.ring, request);
  }
}
