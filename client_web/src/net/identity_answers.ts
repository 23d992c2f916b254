import { parsePerson } from "../protocol/documents.ts";
import type { Person } from "../protocol/documents.ts";
import type {
  Acceptance,
  Credentials,
  Device,
  HistoryEvent,
  Payments,
  Policy,
  RecoveryOpened,
  SecondFactor,
  SecondFactorAsked,
  SignedInAnswer,
  SignInSession,
  StoredCard,
  StoredDraft,
} from "../state/identity_http.ts";
import type { SessionFacts } from "../state/ports.ts";
import type { Predecessor, WrapVersions } from "../worker/key_life.ts";
import { bytes, number, object, text, UnreadableAnswer } from "./identity.ts";

/** The identity side's answers (protocol.md §1.1) and those of §1.2 that go with them, parsed at the door; UnreadableAnswer for any other shape. */

const BROWSERS: ReadonlySet<string> = new Set(["chrome", "edge", "firefox", "safari", "other", "program"]);
const SYSTEMS: ReadonlySet<string> = new Set(["windows", "macos", "linux", "android", "ios", "other"]);

type Parse<T> = (value: unknown) => T;

const array = <T>(value: unknown, each: Parse<T>): readonly T[] => {
  if (!Array.isArray(value)) throw new UnreadableAnswer();
  return value.map((item) => each(item));
};
const orNull = <T>(value: unknown, parse: Parse<T>): T | null =>
  value === null || value === undefined ? null : parse(value);
const truth = (value: unknown): boolean => {
  if (typeof value !== "boolean") throw new UnreadableAnswer();
  return value;
};
const options = (value: unknown): object => object(value);

const predecessor = (value: unknown): Predecessor => {
  const json = object(value);
  return { generation: number(json["generation"]), sealed: bytes(json["sealed"]) };
};

const versions = (value: unknown): WrapVersions => {
  const json = object(value);
  return { password: number(json["password"]), recovery: number(json["recovery"]) };
};

const device = (value: unknown): Device => {
  const json = object(value);
  const browser = text(json["browser"]);
  const system = text(json["system"]);
  return {
    browser: (BROWSERS.has(browser) ? browser : "other") as Device["browser"],
    system: (SYSTEMS.has(system) ? system : "other") as Device["system"],
  };
};

const secondFactor = (value: unknown): SecondFactor => {
  if (value === "none" || value === "missing" || value === "present") return value;
  throw new UnreadableAnswer();
};

/** POST session/activity. */
export function idle(value: unknown): { readonly account: Uint8Array; readonly left: number; readonly cap: number } {
  const json = object(value);
  return { account: bytes(json["account"]), left: number(json["left"]), cap: number(json["cap"]) };
}

export function sessionFacts(value: unknown): SessionFacts {
  const json = object(value);
  return {
    account: bytes(json["account"]),
    role: text(json["role"]),
    expires: number(json["expires"]),
    left: number(json["left"]),
    secondFactor: secondFactor(json["second_factor"]),
    suspended: json["suspended"] === true,
    agreed: json["agreed"] !== false,
    generation: number(json["generation"]),
    predecessors: array(json["predecessors"], predecessor),
  };
}

export function signedIn(value: unknown): SignedInAnswer {
  const json = object(value);
  const kind = text(json["kind"]);
  if (kind !== "password" && kind !== "passkey") throw new UnreadableAnswer();
  return {
    account: bytes(json["account"]),
    role: text(json["role"]),
    kind,
    version: number(json["version"]),
    wrap: bytes(json["wrap"]),
    generation: number(json["generation"]),
    predecessors: array(json["predecessors"], predecessor),
    expires: number(json["expires"]),
    left: number(json["left"]),
    versions: versions(json["versions"]),
    secondFactor: secondFactor(json["second_factor"]),
    suspended: json["suspended"] === true,
    agreed: json["agreed"] !== false,
  };
}

export function secondFactorAsked(value: unknown): SecondFactorAsked {
  const json = object(value);
  return { ticket: bytes(json["ticket"]), totp: truth(json["totp"]), passkey: orNull(json["passkey"], options) };
}

export function passkeyChallenge(value: unknown): { readonly ticket: Uint8Array; readonly passkey: object } {
  const json = object(value);
  return { ticket: bytes(json["ticket"]), passkey: options(json["passkey"]) };
}

export function registration(value: unknown): {
  readonly registration: Uint8Array;
  readonly account: Uint8Array;
  readonly number: string;
  readonly expires: number;
} {
  const json = object(value);
  return {
    registration: bytes(json["registration"]),
    account: bytes(json["account"]),
    number: text(json["number"]),
    expires: number(json["expires"]),
  };
}

export function recoveryOpened(value: unknown): RecoveryOpened {
  const json = object(value);
  return {
    ticket: bytes(json["ticket"]),
    account: bytes(json["account"]),
    role: text(json["role"]),
    versions: versions(json["versions"]),
    wrap: bytes(json["wrap"]),
    predecessors: array(json["predecessors"], predecessor),
  };
}

export function sessions(value: unknown): readonly SignInSession[] {
  return array(object(value)["sessions"], (item) => {
    const json = object(item);
    return {
      session: bytes(json["session"]),
      device: device(json["device"]),
      began: number(json["began"]),
      active: number(json["active"]),
      current: truth(json["current"]),
    };
  });
}

export function history(value: unknown): readonly HistoryEvent[] {
  return array(object(value)["events"], (item) => {
    const json = object(item);
    return { at: number(json["at"]), event: text(json["event"]), device: orNull(json["device"], device) };
  });
}

export function credentials(value: unknown): Credentials {
  const json = object(value);
  const versioned = (part: unknown): { readonly version: number; readonly setAt: number } => {
    const set = object(part);
    return { version: number(set["version"]), setAt: number(set["set_at"]) };
  };
  return {
    password: orNull(json["password"], versioned),
    recovery: orNull(json["recovery"], versioned),
    totp: orNull(json["totp"], (part) => ({ setAt: number(object(part)["set_at"]) })),
    passkeys: array(json["passkeys"], (part) => {
      const passkey = object(part);
      return {
        passkey: bytes(passkey["passkey"]),
        credential: bytes(passkey["credential"]),
        name: text(passkey["name"]),
        addedAt: number(passkey["added_at"]),
        usedAt: orNull(passkey["used_at"], number),
      };
    }),
    generation: number(json["generation"]),
    staff: truth(json["staff"]),
  };
}

export function totp(value: unknown): { readonly secret: Uint8Array } {
  return { secret: bytes(object(value)["secret"]) };
}

export function settings(value: unknown): { readonly version: number; readonly sealed: Uint8Array | null } {
  const json = object(value);
  return { version: number(json["version"]), sealed: orNull(json["sealed"], bytes) };
}

export function contactCard(value: unknown): StoredCard | null {
  const json = object(value);
  if (number(json["version"]) === 0) return null;
  const card = object(json["card"]);
  return {
    version: number(json["version"]),
    card: { body: bytes(card["body"]), signature: bytes(card["signature"]) },
    sealed: bytes(json["sealed"]),
    wrap: bytes(json["wrap"]),
  };
}

export function root(value: unknown): Uint8Array | null {
  return orNull(object(value)["root"], bytes);
}

export function policies(value: unknown): readonly Policy[] {
  return array(object(value)["policies"], (item) => {
    const json = object(item);
    return {
      policy: text(json["policy"]),
      version: number(json["version"]),
      title: text(json["title"]),
      text: text(json["text"]),
      postedAt: number(json["posted_at"]),
    };
  });
}

export function acceptances(value: unknown): readonly Acceptance[] {
  return array(object(value)["acceptances"], (item) => {
    const json = object(item);
    return {
      policy: text(json["policy"]),
      version: number(json["version"]),
      answer: text(json["answer"]),
      answeredAt: number(json["answered_at"]),
    };
  });
}

export function people(value: unknown): readonly Person[] {
  return array(object(value)["people"], parsePerson);
}

export function drafts(value: unknown): readonly StoredDraft[] {
  return array(object(value)["drafts"], (item) => {
    const json = object(item);
    return {
      slot: bytes(json["slot"]),
      conversation: bytes(json["conversation"]),
      version: number(json["version"]),
      sealed: orNull(json["sealed"], bytes),
    };
  });
}

/** GET payments. */
export function payments(value: unknown): Payments {
  const json = object(value);
  const state = text(json["state"]);
  if (state !== "none" && state !== "open" && state !== "paid" && state !== "failed") throw new UnreadableAnswer();
  return { available: truth(json["available"]), state, changedAt: number(json["changed_at"]) };
}

/** POST payments/page: somebody will follow it, so it is an address of the web and nothing else. */
export function paymentPage(value: unknown): string {
  const url = text(object(value)["url"]);
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") throw new UnreadableAnswer();
  return url;
}
