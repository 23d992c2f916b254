import { toUtf8 } from "../../bytes/utf8.ts";
import { MOST_WORDS, REASON_CODES } from "../../crypto/staff_act.ts";
import type { ActWord, ReasonCode } from "../../crypto/staff_act.ts";
import { alias } from "../alias.ts";
import type { IssuedAccount, KnownAccount } from "../console_http.ts";
import { idBytes } from "../id.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";

/** People by pseudonym, as the desk sees them. */

type PeoplePorts = Pick<MePorts, "crypto" | "identity" | "clock">;

export type PersonState = "active" | "suspended" | "closed";

/** Someone with an account. `certified` is null before they have keys. */
export interface PersonAtDesk {
  readonly account: string;
  readonly role: string;
  readonly name: string;
  readonly certified: boolean | null;
  readonly state: PersonState;
  readonly since: number | null;
}

export interface Filter {
  readonly role: string | null;
  readonly state: PersonState | null;
  readonly words: string;
}

export const EVERYONE: Filter = { role: null, state: null, words: "" };

/** Everybody with an account, by name. */
export async function readPeople(ports: PeoplePorts): Promise<Result<readonly PersonAtDesk[]>> {
  const [known, issued] = await Promise.all([ports.identity.knownAccounts(), ports.identity.issuedAccounts()]);
  if (!known.ok) return answered(known);
  return issued.ok ? { ok: true, value: peopleOf(known.value, issued.value) } : answered(issued);
}

/** Both sides' lists as one: the one knows who suspended whom, the other whose account was shut. */
export function peopleOf(known: readonly KnownAccount[], issued: readonly IssuedAccount[]): readonly PersonAtDesk[] {
  const keys = new Map(known.map((one) => [one.account, one]));
  const listed = issued.map(({ account, role, state, issuedAt }) => {
    const found = keys.get(account);
    keys.delete(account);
    return {
      account,
      role,
      name: alias(account),
      certified: found?.certified ?? null,
      state: state === "closed" ? state : (found?.state ?? "active"),
      since: found?.since ?? issuedAt,
    } as const;
  });
  const rest = [...keys.values()].map((one) => ({ ...one, name: alias(one.account) }));
  return [...listed, ...rest].toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Those whom a filter asks for. */
export function filtered(people: readonly PersonAtDesk[], { role, state, words }: Filter): readonly PersonAtDesk[] {
  const asked = words.trim().toLocaleLowerCase();
  return people.filter(
    (one) =>
      (role === null || one.role === role) &&
      (state === null || one.state === state) &&
      (asked === "" || one.name.toLocaleLowerCase().includes(asked)),
  );
}

/** The reason behind its word; "other" for none. */
export function reasonOf(word: string | null): ReasonCode {
  return REASON_CODES.find((known) => known === word) ?? "other";
}

/** Whether the words of a reason are more than an act binds. */
export function areTooMany(words: string): boolean {
  return toUtf8(words).length > MOST_WORDS;
}

/** Suspends or reinstates: signed here, at once everywhere (crypto.md §12.6). */
export async function act(
  ports: PeoplePorts,
  account: string,
  word: ActWord,
  code: ReasonCode,
  words: string,
): Promise<Result<null>> {
  const id = idBytes(account);
  const now = ports.clock.now();
  const signed = proved(await ports.crypto.signStaffAct({ account: id, act: word, code, words, now }));
  if (!signed.ok) return signed;
  return answered(await ports.identity.actOnAccount({ word, act: signed.value, code, account: id }));
}

/** Nobody signs in to this account any more, until the practice binds it anew. */
export async function shut(ports: PeoplePorts, account: string): Promise<Result<null>> {
  return answered(await ports.identity.shutAccount(idBytes(account)));
}
