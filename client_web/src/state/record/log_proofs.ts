import { toHex } from "../../bytes/hex.ts";
import type { CopyDocuments, CopyLeaf } from "../../worker/copy_port.ts";
import type { Answered } from "../ports.ts";
import type { LogLeaf, RecordHttp } from "../record_http.ts";

/** Asked for at a time. */
const AT_ONCE = 6;

/** The log's newest head, and for each of these records what shows that it stands there; null while there is no head. */
export async function logProofs(
  http: RecordHttp,
  records: readonly Uint8Array[],
  step: (done: number, all: number) => void,
): Promise<Answered<CopyDocuments["log"]>> {
  const checkpoint = await http.checkpoint();
  if (!checkpoint.ok || checkpoint.value === null) return checkpoint.ok ? { ok: true, value: null } : checkpoint;
  const note = checkpoint.value;
  const size = Number(note.split("\n")[1]);
  const wanted = new Set(records.map(toHex));
  const found = await leavesOf(http, ({ record, place }) => place < size && wanted.has(toHex(record)));
  if (!found.ok) return found;
  const leaves: CopyLeaf[] = [];
  for (let at = 0; at < found.value.length; at += AT_ONCE) {
    step(at, found.value.length);
    const batch = found.value.slice(at, at + AT_ONCE);
    for (const answer of await Promise.all(batch.map((leaf) => proved(http, leaf, size)))) {
      if (!answer.ok) return answer;
      leaves.push(answer.value);
    }
  }
  return { ok: true, value: { note, leaves } };
}

async function leavesOf(http: RecordHttp, wanted: (leaf: LogLeaf) => boolean): Promise<Answered<readonly LogLeaf[]>> {
  const found: LogLeaf[] = [];
  for (let after = -1; ;) {
    const page = await http.leaves(after);
    if (!page.ok) return page;
    found.push(...page.value.filter(wanted));
    const last = page.value.at(-1);
    if (last === undefined) return { ok: true, value: found };
    after = last.place;
  }
}

async function proved(http: RecordHttp, leaf: LogLeaf, size: number): Promise<Answered<CopyLeaf>> {
  const proof = await http.inclusion(leaf.place, size);
  return proof.ok ? { ok: true, value: { ...leaf, proof: proof.value } } : proof;
}
