import type { OwnLeaf } from "../protocol/record_log.ts";
import type { Answered, RecordLogHttp } from "./ports.ts";

/** Own leaves behind a place (null: from the first), a page at a time, up to the log of `size` leaves. The first refusal is the last page. */
export async function* ownLeaves(
  http: Pick<RecordLogHttp, "ownLeaves">,
  after: number | null,
  size: number,
): AsyncGenerator<Answered<readonly OwnLeaf[]>> {
  for (let behind = after; ;) {
    const page = await http.ownLeaves(behind, size);
    const last = page.ok ? page.value.at(-1) : undefined;
    if (!page.ok || last !== undefined) yield page;
    if (last === undefined) return;
    behind = last.place;
  }
}
