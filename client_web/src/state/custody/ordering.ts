import { toHex } from "../../bytes/hex.ts";
import type { Person } from "../../protocol/documents.ts";
import type { MadeOrder } from "../../worker/custody_port.ts";
import type { Outcome } from "../../worker/port.ts";
import { alias } from "../alias.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { Book, CustodyPorts } from "./book.ts";

/** Orders as an officer makes them: for a drill, and because of an emergency (crypto.md §7.3, §13.4). */

/** Somebody to choose, by account. */
export interface Choice {
  readonly account: string;
  readonly name: string;
}

/** A session or a thread of letters that can be asked for. */
export interface Piece {
  readonly headerHash: Uint8Array;
  readonly key: string;
  readonly kind: "session" | "thread";
  readonly openedAt: number;
  readonly deposited: boolean;
}

/** A client's conversation with one therapist. */
export interface Orderable {
  readonly conversation: Uint8Array;
  readonly key: string;
  readonly therapist: string;
  readonly pieces: readonly Piece[];
}

/** Who may sign as the second person: officers and owners, but not oneself. */
export function approversIn({ people }: Book, self: string): readonly Choice[] {
  return people
    .filter(({ account, role }) => (role === "officer" || role === "owner") && toHex(account) !== self)
    .map(({ account }) => ({ account: toHex(account), name: alias(toHex(account)) }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** The practice's clients, by the names that stand for them here. */
export async function clients(ports: CustodyPorts): Promise<Result<readonly Choice[]>> {
  const known = answered(await ports.identity.knownAccounts());
  if (!known.ok) return known;
  const found = known.value
    .filter(({ role, certified }) => role === "client" && certified)
    .map(({ account }) => ({ account, name: alias(account) }));
  return { ok: true, value: found.toSorted((one, other) => one.name.localeCompare(other.name)) };
}

/** What there is of a client, newest first. */
export async function orderables(ports: CustodyPorts, client: string): Promise<Result<readonly Orderable[]>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const found = answered(await ports.identity.orderables(idBytes(client)));
  if (!found.ok) return found;
  const read = proved(await ports.crypto.readOrderables(found.value));
  if (!read.ok) return read;
  const shown = read.value.map(({ conversation, therapist, epochs }) => ({
    conversation,
    key: toHex(conversation),
    therapist: toHex(therapist),
    pieces: epochs
      .map((epoch) => ({ ...epoch, key: toHex(epoch.headerHash) }))
      .toSorted((one, other) => other.openedAt - one.openedAt),
  }));
  return { ok: true, value: shown };
}

/** Holds a drill, after the password was shown again; the order's id. */
export async function drill(ports: MePorts, book: Book, approver: string, shown: Shown): Promise<Result<string>> {
  return order(ports, book, approver, shown, (own, second) =>
    ports.crypto.orderDrill({ own, approver: second, now: ports.clock.now() }),
  );
}

/** What an emergency asks for, and why. */
export interface EmergencyAsked {
  readonly client: string;
  readonly from: Orderable;
  readonly pieces: readonly Piece[];
  readonly title: string;
  readonly words: string;
}

/** Asks for exactly these, after the password was shown again; the order's id. */
export async function emergency(
  ports: MePorts,
  book: Book,
  approver: string,
  asked: EmergencyAsked,
  shown: Shown,
): Promise<Result<string>> {
  return order(ports, book, approver, shown, (own, second) =>
    ports.crypto.orderEmergency({
      own,
      approver: second,
      custodians: book.people.filter(({ role }) => role === "custodian"),
      client: idBytes(asked.client),
      conversation: asked.from.conversation,
      headers: asked.pieces.map(({ headerHash }) => headerHash),
      title: asked.title,
      words: asked.words,
      now: ports.clock.now(),
    }),
  );
}

/** An order as `make` signs it, after the password was shown again; its id. */
export async function order(
  ports: MePorts,
  { people }: Book,
  approver: string,
  shown: Shown,
  make: (own: Person, approver: Person) => Promise<Outcome<MadeOrder>>,
): Promise<Result<string>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const own = answered(await ports.http.ownBundle());
  if (!own.ok) return own;
  const second = people.find(({ account }) => toHex(account) === approver);
  if (second === undefined) return { ok: false, mistake: { kind: "refused", code: "not_for_you", retryAfter: 0 } };
  return sendMade(ports, await make(own.value, second));
}

/** Sends what the worker signed; its id. */
export async function sendMade(ports: CustodyPorts, signed: Outcome<MadeOrder>): Promise<Result<string>> {
  const made = proved(signed);
  if (!made.ok) return made;
  const sent = answered(await ports.identity.sendOrder(made.value));
  return sent.ok ? { ok: true, value: toHex(made.value.orderId) } : sent;
}
