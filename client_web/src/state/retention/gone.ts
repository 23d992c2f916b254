import { conversationKey } from "../id.ts";
import type { ConversationKey } from "../id.ts";
import type { DestroyedDocument } from "../../protocol/documents.ts";
import { answered, every } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import { trusted } from "../matching/trusted.ts";

/** A record that was destroyed, as those see it who took part in it (crypto.md §15.3). */
export interface GoneRecord {
  readonly key: ConversationKey;
  readonly openedAt: number;
  readonly agreedAt: number;
  /** Its last bytes still go. */
  readonly erasing: boolean;
  /** Two people of the practice signed it, and the service that it is done: this page has checked that. */
  readonly proved: boolean;
}

/** What was destroyed, each with whether that is proved. */
export async function readGone(
  ports: MePorts,
  documents: readonly DestroyedDocument[],
): Promise<Result<readonly GoneRecord[]>> {
  if (documents.length === 0) return { ok: true, value: [] };
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const practice = answered(await ports.http.practice());
  if (!practice.ok) return practice;
  const found = await every([ports.release.officers()]);
  if (!found.ok) return found;
  const people = [...found.value[0], ...practice.value.system];
  const gone: GoneRecord[] = [];
  for (const { conversation, openedAt, approvedAt, ...signed } of documents) {
    const read = await ports.crypto.readDestruction({ ...signed, people });
    gone.push({
      key: conversationKey(conversation),
      openedAt,
      agreedAt: approvedAt,
      erasing: signed.certificate === null,
      proved: read.ok,
    });
  }
  return { ok: true, value: gone };
}
