import { amendmentsOf } from "./copy_amendments.ts";
import type { Plain } from "./plain.ts";
import type * as port from "./record_request_port.ts";
import * as requests from "./record_requests.ts";
import { ReleaseDesk } from "./release_desk.ts";
import type { WithPaper } from "./release_port.ts";

type Asked<M extends keyof port.RecordRequestPort> = Parameters<port.RecordRequestPort[M]>[0];

/** Requests about the record (record_request_port.ts says what each method does). */
export abstract class RecordRequestDesk extends ReleaseDesk implements Plain<port.RecordRequestPort> {
  signRecordRequest(request: Asked<"signRecordRequest">): Promise<WithPaper> {
    return requests.signRecordRequest(this.keeper, this.trusted(), request, this.random);
  }

  readRecordRequest(request: Asked<"readRecordRequest">): Promise<port.ShownRecordRequest> {
    return requests.readRecordRequest(this.keeper, this.trusted(), request);
  }

  signRecordAnswer(request: Asked<"signRecordAnswer">): Promise<WithPaper> {
    return requests.signRecordAnswer(this.keeper, this.trusted(), request, this.random);
  }

  async takeCopyAmendments({ kept, client, people }: Asked<"takeCopyAmendments">): Promise<null> {
    const { conversation } = this.copies;
    const taken = await amendmentsOf(this.keeper, this.trusted(), kept, { conversation, client, people });
    return this.copies.takeAmendments(taken.amendments, taken.officers);
  }

  signDisagreement(request: Asked<"signDisagreement">): Promise<WithPaper> {
    return requests.signDisagreement(this.keeper, this.trusted(), request, this.random);
  }
}
