import type { CryptoPort } from "../worker/port.ts";
import type { Ending } from "./ending.ts";
import type { IdentityHttp } from "./identity_http.ts";
import type { MailHttp } from "./mail_http.ts";
import type { Clock, DraftStore, Http, Jitter, OpenSocketPort, OutboxStore, Random } from "./ports.ts";

/** The outside world, as a desk needs it. */
export interface DeskPorts {
  readonly crypto: CryptoPort;
  readonly http: Http;
  readonly identity: IdentityHttp;
  readonly mail: MailHttp;
  readonly open: OpenSocketPort;
  readonly store: OutboxStore;
  readonly drafts: DraftStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly jitter: Jitter;
  /** Tells other tabs of this browser that this instance lives, and sends what it wrote itself; the answer ends that. */
  readonly alive: (instance: string) => () => void;
}

/** Who sits at the desk. */
export interface Sitter {
  readonly account: Uint8Array;
  readonly role: string;
  readonly suspended?: boolean;
  readonly agreed?: boolean;
}

/** What ends a desk from below. */
export interface DeskEvents {
  signedOut(ending: Ending): void;
}
