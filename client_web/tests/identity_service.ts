import { equal } from "../src/bytes/equal.ts";
import { toHex } from "../src/bytes/hex.ts";
import type { Person, PracticeDocument } from "../src/protocol/documents.ts";
import type {
  IdentityHttp,
  Policy,
  RecoveryOpened,
  SecondFactorAsked,
  SecondFactorShown,
  SignedInAnswer,
  SignInAnswer,
} from "../src/state/identity_http.ts";
import type { Answered, Http, Refusal } from "../src/state/ports.ts";
import type { MadeWraps } from "../src/worker/key_life.ts";
import { identityOf } from "./identity.ts";
import { random } from "./world.ts";
import { noWatch } from "./no_watch.ts";
import { noNotices } from "./no_notices.ts";

/**
 * The identity side in memory, as the door knows it (protocol.md §1.1): accounts, tickets, one session per browser. It compares keys and
 * hands out wraps; it opens nothing. The right six digits are always `CODE`; a passkey is right when its id is known.
 */

export const CODE = "123456";

interface MemoryAccount {
  readonly account: Uint8Array;
  readonly number: string;
  readonly role: string;
  keys: MadeWraps;
  versions: { password: number; recovery: number };
  totp: boolean;
  readonly passkeys: Map<string, Uint8Array>;
  shut: boolean;
  bundle: Person | null;
  card: Parameters<IdentityHttp["saveContactCard"]>[0] | null;
  readonly answers: Uint8Array[];
}

const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });
const no = (code: string, status = 401): Promise<Answered<never>> =>
  Promise.resolve({ ok: false, refusal: { kind: "refused", code, status, retryAfter: 0 } });
const AWAY: Refusal = { kind: "unreachable" };
const away = (): Promise<Answered<never>> => Promise.resolve({ ok: false, refusal: AWAY });

export const POLICIES: readonly Policy[] = [
  { policy: "terms", version: 2, title: "Terms", text: "Be kind.", postedAt: 1_760_000_000_000 },
  {
    policy: "privacy-policy",
    version: 1,
    title: "Privacy policy",
    text: "We keep little.",
    postedAt: 1_760_000_000_000,
  },
  {
    policy: "notice-of-privacy-practices",
    version: 3,
    title: "Notice of privacy practices",
    text: "Your rights.",
    postedAt: 1_760_000_000_000,
  },
];

export class MemoryIdentity {
  readonly practice: PracticeDocument;
  readonly accounts: MemoryAccount[] = [];
  readonly asked: string[] = [];
  intake: readonly Person[] = [];
  policies: readonly Policy[] = POLICIES;
  /** The next answers to these requests are lost on the way, after the work is done. */
  readonly lost: string[] = [];
  readonly #numbers: string[];
  readonly #reserved = new Map<string, { readonly account: Uint8Array; readonly number: string }>();
  readonly #tickets = new Map<string, { readonly account: MemoryAccount; wrong: number }>();

  constructor(practice: PracticeDocument, numbers: readonly string[]) {
    this.practice = practice;
    this.#numbers = [...numbers];
  }

  /** Every ticket and every number that is kept free is forgotten, as after five minutes and after an hour. */
  timePasses(): void {
    this.#tickets.clear();
    this.#reserved.clear();
  }

  /** The account with this number. */
  of(number: string): MemoryAccount {
    const found = this.accounts.find((account) => account.number === number);
    if (found === undefined) throw new RangeError("no such account");
    return found;
  }

  /** One browser's view of the service: its cookie is in here. */
  browser(): { readonly http: Http; readonly identity: IdentityHttp } {
    let session: MemoryAccount | null = null;
    let reloadKey: Uint8Array | null = null;
    const enter = (account: MemoryAccount, kind: "password" | "passkey" = "password", passkey = ""): SignedInAnswer => {
      session = account;
      reloadKey = null;
      return this.#signedIn(account, kind, passkey);
    };
    const own = <T>(answer: (account: MemoryAccount) => Promise<Answered<T>>): Promise<Answered<T>> =>
      session === null ? no("signed_out") : answer(session);
    const http: Http = {
      ...noNotices,
      ...noWatch,
      activation: away,
      completeActivation: away,
      session: () => own((account) => yes(this.#signedIn(account, "password", ""))),
      activity: () => own(({ account }) => yes({ account, left: 300_000, cap: 86_400_000 })),
      swapReloadKey: (next) => {
        const current = reloadKey;
        reloadKey = next;
        return own(() => yes(current));
      },
      signOut: () => {
        session = null;
        return yes(null);
      },
      practice: () => yes(this.practice),
      publishBundle: (bundle) =>
        own((account) => {
          const { account: id, role } = account;
          const { predecessorSignature } = bundle;
          account.bundle = { account: id, role, bundle, certificate: null, predecessorSignature, earlier: [] };
          return yes(null);
        }),
      ownBundle: () => own(({ bundle }) => (bundle === null ? no("not_for_you", 404) : yes(bundle))),
      conversations: () => no("uncertified", 403),
    };
    const identity = identityOf({
      root: () => yes(this.practice.root),
      policies: (audience) => yes(audience === "clients" ? this.policies : []),
      intake: () => yes(this.intake),
      registration: () => this.#reserve(),
      completeRegistration: (request) =>
        this.#answer<SignedInAnswer>("completeRegistration", () => {
          const reserved = this.#reserved.get(toHex(request.registration));
          if (reserved === undefined) return no("wrong_credentials");
          this.#reserved.delete(toHex(request.registration));
          return yes(enter(this.#add(reserved, request)));
        }),
      signIn: (number, key) =>
        this.#answer<SignInAnswer>("signIn", () => {
          const account = this.accounts.find((one) => one.number === number);
          if (account === undefined || !equal(account.keys.authenticationKey, key)) return no("wrong_credentials");
          if (account.shut) return no("deactivated", 403);
          const asked = this.#ask(account);
          if (asked !== null) return yes({ kind: "second_factor", asked });
          return yes({ kind: "in", signedIn: enter(account) });
        }),
      signInSecond: (shown) => this.#second(shown, (account) => yes(enter(account))),
      passkeyChallenge: () => yes({ ticket: random(32), passkey: { challenge: "c" } }),
      passkeySignIn: (_ticket, passkey) => {
        const { id } = passkey as { readonly id: string };
        const account = this.accounts.find((one) => one.passkeys.has(id));
        return account === undefined ? no("wrong_code") : yes(enter(account, "passkey", id));
      },
      recovery: (number, key) => {
        const account = this.accounts.find((one) => one.number === number);
        if (account === undefined || !equal(account.keys.recoveryKey, key)) return no("wrong_credentials");
        const asked = this.#ask(account);
        if (asked !== null) return yes({ kind: "second_factor", asked } as const);
        return yes({ kind: "opened", opened: this.#opened(account) } as const);
      },
      recoverySecond: (shown) => this.#second(shown, (account) => yes(this.#opened(account))),
      completeRecovery: ({ ticket, ...keys }) =>
        this.#answer<SignedInAnswer>("completeRecovery", () => {
          const held = this.#tickets.get(toHex(ticket));
          if (held === undefined) return no("wrong_credentials");
          this.#tickets.delete(toHex(ticket));
          const { account } = held;
          account.keys = keys;
          account.versions = { password: account.versions.password + 1, recovery: account.versions.recovery + 1 };
          return yes(enter(account));
        }),
      lostFactor: ({ number, authenticationKey, recoveryKey }) => {
        const account = this.accounts.find((one) => one.number === number);
        const fits =
          account !== undefined &&
          equal(account.keys.authenticationKey, authenticationKey) &&
          equal(account.keys.recoveryKey, recoveryKey);
        if (!fits) return no("wrong_credentials");
        account.totp = false;
        account.passkeys.clear();
        return yes(null);
      },
      deactivateByCode: (number, key) => {
        const account = this.accounts.find((one) => one.number === number);
        if (account === undefined || !equal(account.keys.recoveryKey, key)) return no("wrong_credentials");
        account.shut = true;
        return yes(null);
      },
      accept: ({ body }) =>
        own((account) => {
          account.answers.push(body);
          return yes(null);
        }),
      contactCard: () =>
        own(({ card, account }) => {
          const wrap = card?.wraps.find((one) => equal(one.account, account))?.wrap;
          if (card === null || wrap === undefined) return yes(null);
          return yes({ version: 1, card: card.card, sealed: card.sealed, wrap });
        }),
      saveContactCard: (request) =>
        own((account) => {
          account.card = request;
          return yes(null);
        }),
    });
    return { http, identity };
  }

  async #answer<T>(request: string, work: () => Promise<Answered<T>>): Promise<Answered<T>> {
    this.asked.push(request);
    const answer = await work();
    if (this.lost[0] !== request) return answer;
    this.lost.shift();
    return { ok: false, refusal: AWAY };
  }

  #reserve(): ReturnType<IdentityHttp["registration"]> {
    const number = this.#numbers.shift();
    if (number === undefined) return no("try_again", 503);
    const registration = random(32);
    const account = random(16);
    this.#reserved.set(toHex(registration), { account, number });
    return yes({ registration, account, number, expires: 0 });
  }

  #add(reserved: { readonly account: Uint8Array; readonly number: string }, keys: MadeWraps): MemoryAccount {
    const added: MemoryAccount = {
      ...reserved,
      role: "client",
      keys,
      versions: { password: 1, recovery: 1 },
      totp: false,
      passkeys: new Map(),
      shut: false,
      bundle: null,
      card: null,
      answers: [],
    };
    this.accounts.push(added);
    return added;
  }

  #ask(account: MemoryAccount): SecondFactorAsked | null {
    if (!account.totp && account.passkeys.size === 0) return null;
    return {
      ticket: this.#ticket(account),
      totp: account.totp,
      passkey: account.passkeys.size > 0 ? { challenge: "c" } : null,
    };
  }

  #ticket(account: MemoryAccount): Uint8Array {
    const ticket = random(32);
    this.#tickets.set(toHex(ticket), { account, wrong: 0 });
    return ticket;
  }

  #second<T>(shown: SecondFactorShown, go: (account: MemoryAccount) => Promise<Answered<T>>): Promise<Answered<T>> {
    const name = toHex(shown.ticket);
    const held = this.#tickets.get(name);
    if (held === undefined) return no("wrong_credentials");
    const right =
      "totp" in shown ? shown.totp === CODE : held.account.passkeys.has((shown.passkey as { id: string }).id);
    if (right) {
      this.#tickets.delete(name);
      return go(held.account);
    }
    if (++held.wrong === 5) this.#tickets.delete(name);
    return no("wrong_code");
  }

  #opened(account: MemoryAccount): RecoveryOpened {
    const { versions, keys, role } = account;
    return {
      ticket: this.#ticket(account),
      account: account.account,
      role,
      versions: { ...versions },
      wrap: keys.recoveryWrap,
      predecessors: [],
    };
  }

  #signedIn(account: MemoryAccount, kind: "password" | "passkey", passkey: string): SignedInAnswer {
    const { role, keys, versions } = account;
    return {
      account: account.account,
      role,
      expires: 0,
      left: 300_000,
      kind,
      version: kind === "password" ? versions.password : 1,
      wrap: kind === "password" ? keys.wrap : (account.passkeys.get(passkey) ?? new Uint8Array()),
      versions: { ...versions },
      generation: 0,
      predecessors: [],
      suspended: false,
      agreed: true,
      secondFactor: account.totp || account.passkeys.size > 0 ? "present" : "none",
    };
  }
}
