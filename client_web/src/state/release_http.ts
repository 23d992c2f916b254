import type { Person, SignedBody } from "../protocol/documents.ts";
import type { Part2Status } from "../crypto/part2.ts";
import type { NoticeToSend } from "../worker/matching_port.ts";
import type { MadeAdmission, OwedPaper, OwnPaper, WithPaper } from "../worker/release_port.ts";
import type { Answered } from "./ports.ts";
import type { RecordRequestsHttp } from "./record_requests_http.ts";
import type { RetentionHttp } from "./retention_http.ts";

export { PART2_STATUSES, type Part2Status } from "../crypto/part2.ts";

/** What a release asks of the service (protocol.md §1.10). */

/** The text of a form, word for word. */
export interface FormText {
  readonly form: string;
  readonly version: number;
  readonly text: string;
}

/** A consent as it is kept. `paper` is null for who cannot read it; `due` when the practice has to have answered. */
export interface KeptConsent {
  readonly consent: SignedBody;
  readonly paper: OwnPaper | null;
  readonly part2: Part2Status;
  readonly keptAt: number;
  readonly due: number;
  readonly revokedAt: number | null;
  readonly denied: boolean;
  readonly extended: boolean;
  readonly handedOut: number;
}

/** A disclosure as it is kept, and which accountings list it. */
export interface KeptDisclosure {
  readonly disclosure: SignedBody;
  readonly paper: OwnPaper | null;
  readonly hipaa: boolean;
  readonly part2: boolean;
}

/** A warning as it is kept. */
export interface KeptWarning {
  readonly warning: SignedBody;
  readonly paper: OwnPaper | null;
  readonly keptAt: number;
  /** Whether the client's accounting has an entry that rests on it. */
  readonly accounted: boolean;
  readonly countersignature: SignedBody | null;
  /** Its record is destroyed: nobody signs it any more. */
  readonly destroyed: boolean;
}

/** A process as it is kept; `approval` is null until the other of the two has signed. */
export interface KeptProcess {
  readonly process: SignedBody;
  readonly paper: OwnPaper | null;
  readonly part2: Part2Status;
  readonly keptAt: number;
  readonly approval: Uint8Array | null;
}

/** The newest word on whether a record is one of drug or alcohol treatment, and who said it. */
export interface KeptMarking {
  readonly part2: Part2Status;
  readonly marking: SignedBody | null;
  readonly people: readonly Person[];
}

export interface ReleaseHttp extends RetentionHttp, RecordRequestsHttp {
  forms(): Promise<Answered<readonly FormText[]>>;
  /** Certified officers and owners: whom papers are sealed to. */
  officers(): Promise<Answered<readonly Person[]>>;
  consents(): Promise<Answered<{ readonly part2: Part2Status; readonly consents: readonly KeptConsent[] }>>;
  sign(made: WithPaper): Promise<Answered<null>>;
  revoke(revocation: SignedBody): Promise<Answered<null>>;
  accounting(): Promise<Answered<readonly KeptDisclosure[]>>;
  decide(decision: SignedBody, told: NoticeToSend): Promise<Answered<null>>;
  part2(client: Uint8Array): Promise<Answered<KeptMarking>>;
  mark(marking: SignedBody): Promise<Answered<null>>;
  processes(): Promise<Answered<readonly KeptProcess[]>>;
  keepProcess(made: WithPaper): Promise<Answered<null>>;
  approveProcess(process: Uint8Array, signature: Uint8Array): Promise<Answered<null>>;
  /** `people`: who countersigned. */
  warnings(): Promise<Answered<{ readonly warnings: readonly KeptWarning[]; readonly people: readonly Person[] }>>;
  warn(made: WithPaper): Promise<Answered<null>>;
  countersign(signed: SignedBody): Promise<Answered<null>>;
  /** The next officer or owner who cannot read all that this account does; `reader` is null when there is nobody. */
  owedPapers(): Promise<Answered<{ readonly reader: Person | null; readonly papers: readonly OwedPaper[] }>>;
  admit(made: MadeAdmission): Promise<Answered<null>>;
  disclosures(): Promise<Answered<readonly KeptDisclosure[]>>;
  disclose(made: WithPaper): Promise<Answered<null>>;
  /** Consents of form "notes" that a therapist reads, and the clients who signed them (protocol.md §1.11). */
  notesForms(): Promise<Answered<{ readonly consents: readonly KeptConsent[]; readonly people: readonly Person[] }>>;
}
