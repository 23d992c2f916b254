import { signal } from "@preact/signals-core";
import type { Signal } from "@preact/signals-core";
import type { CryptoPort } from "../../worker/port.ts";
import type { AccountKey } from "../id.ts";
import type { Clock, Http } from "../ports.ts";
import type { Unread } from "../unread.ts";
import { Noticeboard } from "./noticeboard.ts";
import { Notices } from "./notices.ts";

/** What reaches a person besides letters, and what staff write. */
export interface Mail {
  /** Null until the service has counted. */
  readonly unread: Signal<Unread | null>;
  readonly notices: Notices;
  readonly noticeboard: Noticeboard;
}

export function mailOf(
  { crypto, http, clock }: { readonly crypto: CryptoPort; readonly http: Http; readonly clock: Clock },
  me: AccountKey,
  trust: (again: boolean) => Promise<boolean>,
): Mail {
  return {
    unread: signal<Unread | null>(null),
    notices: new Notices({ crypto, http, clock, trust }),
    noticeboard: new Noticeboard(crypto, http, clock, me),
  };
}
