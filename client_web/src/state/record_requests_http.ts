import type { Person } from "../protocol/documents.ts";
import type { KeptRecordRequest } from "../worker/record_request_port.ts";
import type { WithPaper } from "../worker/release_port.ts";
import type { Answered } from "./ports.ts";
import type { KeptConsent } from "./release_http.ts";

/** What requests ask of the service (protocol.md §1.10). */

/** Requests about records, newest first, and whoever signed something of them. */
export interface RecordRequests {
  readonly requests: readonly KeptRecordRequest[];
  readonly people: readonly Person[];
}

/** All that the practice is asked for: to send something, and to do something about a record. */
export interface PracticeRequests {
  readonly consents: readonly KeptConsent[];
  readonly about: RecordRequests;
}

export interface RecordRequestsHttp {
  requests(): Promise<Answered<PracticeRequests>>;
  recordRequests(): Promise<Answered<RecordRequests>>;
  askAboutRecord(made: WithPaper): Promise<Answered<null>>;
  answerAboutRecord(made: WithPaper): Promise<Answered<null>>;
  disagree(made: WithPaper): Promise<Answered<null>>;
}
