import { equal } from "../../bytes/equal.ts";
import type { Book } from "../custody/book.ts";
import { order, orderables } from "../custody/ordering.ts";
import type { Piece } from "../custody/ordering.ts";
import { answered } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import { orderOn } from "./requests.ts";
import type { Asked } from "./requests.ts";

/** As many epochs as one order opens (crypto.md §7.3). */
const MOST = 256;

/** What custodians would have to open for a request. `missing`: parts that nobody has entrusted to the custodians in force. */
export interface Needed {
  readonly headers: readonly Uint8Array[];
  readonly missing: number;
  readonly tooMany: boolean;
}

/** The parts of the record in which something of the request's span may stand. */
export async function needed(ports: MePorts, { shown, client }: Asked): Promise<Result<Needed>> {
  if (shown === null) return { ok: false, mistake: { kind: "proof", reason: "wrong_paper" } };
  const found = await orderables(ports, client);
  if (!found.ok) return found;
  const from = found.value.find(({ conversation }) => equal(conversation, shown.conversation));
  const wanted = covering(from?.pieces ?? [], shown.from, shown.until);
  const headers = wanted.filter(({ deposited }) => deposited).map(({ headerHash }) => headerHash);
  return {
    ok: true,
    value: { headers, missing: wanted.length - headers.length, tooMany: headers.length > MOST },
  };
}

/** Asks the custodians, by an order on the client's consent, after the password was shown again; its id, or that of the one which stands already. */
export async function ask(
  ports: MePorts,
  book: Book,
  approver: string,
  wish: { readonly row: Asked; readonly needed: Needed },
  shown: Shown,
): Promise<Result<string>> {
  const { row, needed: parts } = wish;
  const { person, kept } = row;
  if (person === null) return { ok: false, mistake: { kind: "proof", reason: "unknown_member" } };
  const made = await order(ports, book, approver, shown, (own, second) =>
    ports.crypto.orderConsented({
      own,
      approver: second,
      client: person,
      consent: kept.consent,
      headers: parts.headers,
      now: ports.clock.now(),
    }),
  );
  const stands = !made.ok && made.mistake.kind === "refused" && made.mistake.code === "conflict";
  return stands ? ((await standing(ports, kept)) ?? made) : made;
}

/** Somebody asked for it meanwhile, or this page did, twice: the order that stands. */
async function standing(ports: MePorts, { consent }: Asked["kept"]): Promise<Result<string> | null> {
  const listed = answered(await ports.identity.orders());
  if (!listed.ok) return listed;
  const waiting = listed.value.orders.filter(({ state }) => state === "proposed" || state === "open");
  const found = orderOn(consent.body, waiting);
  return found === null ? null : { ok: true, value: found.key };
}

/** Each lasts until the next one begins; that one began before the span does not matter, if it lasts into it. */
export function covering(pieces: readonly Piece[], from: number, until: number): readonly Piece[] {
  const inOrder = pieces.toSorted((one, other) => one.openedAt - other.openedAt);
  return inOrder.filter(({ openedAt }, n) => openedAt <= until && (inOrder[n + 1]?.openedAt ?? Infinity) >= from);
}
