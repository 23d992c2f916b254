import type { ActWord, ReasonCode } from "../crypto/staff_act.ts";
import type { SignedBody } from "../protocol/documents.ts";
import type { Answered } from "./ports.ts";

/** What the desk of staff asks of the service (protocol.md §1.7). Accounts are hexadecimal, times Unix milliseconds. */

/** An account whose keys the practice knows; `since`: when it was suspended or reinstated last, or first answered to a policy. */
export interface KnownAccount {
  readonly account: string;
  readonly role: string;
  readonly certified: boolean;
  readonly state: "active" | "suspended";
  readonly since: number | null;
}

/** An account that was issued or registered. */
export interface IssuedAccount {
  readonly account: string;
  readonly role: string;
  readonly state: "active" | "closed";
  readonly issuedAt: number;
}

/** Both trails, each with numbers of its own. */
export type TrailSide = "identity" | "messaging";

/** A row of a trail; `actor` is null for the operator at the command line, `subject` where it was about many or nobody. */
export interface TrailRow {
  readonly side: TrailSide;
  readonly number: number;
  readonly at: number;
  readonly actor: string | null;
  readonly act: string;
  readonly subject: string | null;
}

/** A system of the practice that may post notices; times are Unix milliseconds, `usedOn` is a day from 1970. */
export interface KnownService {
  readonly account: string;
  readonly name: string;
  readonly kinds: readonly string[];
  readonly expiresAt: number;
  readonly usedOn: number | null;
  readonly revokedAt: number | null;
  readonly hasKeys: boolean;
  readonly certified: boolean;
}

/** One published number. */
export interface ReportCell {
  readonly measure: string;
  readonly group: string;
  readonly count: number;
}

export interface ConsoleHttp {
  knownAccounts(): Promise<Answered<readonly KnownAccount[]>>;
  issuedAccounts(): Promise<Answered<readonly IssuedAccount[]>>;
  actOnAccount(request: {
    readonly word: ActWord;
    readonly act: SignedBody;
    readonly code: ReasonCode;
    readonly account: Uint8Array;
  }): Promise<Answered<null>>;
  shutAccount(account: Uint8Array): Promise<Answered<null>>;
  postPolicy(request: {
    readonly policy: string;
    readonly title: string;
    readonly text: string;
    readonly version: number;
  }): Promise<Answered<null>>;
  /** Newest first; `before`: a number, or null for the newest. */
  trail(side: TrailSide, before: number | null): Promise<Answered<readonly TrailRow[]>>;
  /** Newest first. */
  services(): Promise<Answered<readonly KnownService[]>>;
  addService(service: SignedBody): Promise<Answered<null>>;
  revokeService(account: Uint8Array): Promise<Answered<null>>;
  /** `month`: such as 2026-11. */
  report(month: string): Promise<Answered<readonly ReportCell[]>>;
}
