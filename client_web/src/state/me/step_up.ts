import type { IdentityHttp, StepUp } from "../identity_http.ts";
import type { LobbyHttp } from "../lobby_http.ts";
import type { ReleaseHttp } from "../release_http.ts";
import type { MatchingHttp } from "../matching_http.ts";
import type { MailHttp } from "../mail_http.ts";
import type { PrivateNotesHttp } from "../private_notes_http.ts";
import type { RecordHttp } from "../record_http.ts";
import type { NoteStore } from "../notes/store.ts";
import type { Clock, Http, Passkeys, Random } from "../ports.ts";
import type { CryptoPort } from "../../worker/port.ts";
import { answered, proved } from "./result.ts";
import type { Result } from "./result.ts";

/** The outside world, as someone needs it who looks after their own keys. */
export interface MePorts {
  readonly crypto: CryptoPort;
  readonly http: Http;
  readonly identity: IdentityHttp;
  readonly matching: MatchingHttp;
  readonly lobby: LobbyHttp;
  readonly release: ReleaseHttp;
  readonly mail: MailHttp;
  readonly record: RecordHttp;
  readonly notes: PrivateNotesHttp;
  readonly noteStore: NoteStore;
  readonly passkeys: Passkeys;
  readonly clock: Clock;
  readonly random: Random;
}

/** Number and password, typed again: a signed-in page that somebody else picked up must not be enough (protocol.md §1.1). */
export interface Shown {
  readonly number: string;
  readonly password: string;
}

/** Stretches the password; the worker keeps its wrapping key for the act that follows. */
export async function steppedUp({ crypto }: MePorts, { number, password }: Shown): Promise<Result<StepUp>> {
  const stretched = proved(await crypto.stepUp(number, password));
  return stretched.ok ? { ok: true, value: { number, ...stretched.value } } : stretched;
}

/** The same, and the service says that it is right: for what takes a while before it is sent. */
export async function provedStepUp(ports: MePorts, shown: Shown): Promise<Result<StepUp>> {
  const stepUp = await steppedUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const right = answered(await ports.identity.checkStepUp(stepUp.value));
  return right.ok ? stepUp : right;
}
