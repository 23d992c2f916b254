import { toHex } from "../../bytes/hex.ts";
import type { OwnLeaf } from "../../protocol/record_log.ts";
import type { CopyDocuments } from "../../worker/copy_port.ts";
import { ownLeaves } from "../own_leaves.ts";
import type { Answered } from "../ports.ts";
import type { RecordHttp } from "../record_http.ts";

/** Where the log's head is told, and its leaves. */
export type LogSource = Pick<RecordHttp, "checkpoint" | "ownLeaves">;

/** The log's newest head, and for each of these records what shows that it stands there; null while there is no head. */
export async function logProofs(
  http: LogSource,
  records: readonly Uint8Array[],
  step: (done: number, all: number) => void,
): Promise<Answered<CopyDocuments["log"]>> {
  const checkpoint = await http.checkpoint();
  if (!checkpoint.ok || checkpoint.value === null) return checkpoint.ok ? { ok: true, value: null } : checkpoint;
  const note = checkpoint.value;
  const size = Number(note.split("\n")[1]);
  const wanted = new Set(records.map(toHex));
  const leaves: OwnLeaf[] = [];
  for await (const page of ownLeaves(http, null, size)) {
    if (!page.ok) return page;
    leaves.push(...page.value.filter(({ record, place }) => place < size && wanted.has(toHex(record))));
    step(leaves.length, wanted.size);
  }
  return { ok: true, value: { note, leaves } };
}
