import type { Retention, RetentionSchedule } from "../crypto/retention.ts";
import type { SignedBody } from "../protocol/documents.ts";
import { NoteDesk } from "./note_desk.ts";
import type { Plain } from "./plain.ts";
import type { WithPaper } from "./release_port.ts";
import * as retention from "./retention.ts";
import type * as port from "./retention_port.ts";

type Asked<M extends keyof port.RetentionPort> = Parameters<port.RetentionPort[M]>[0];

/** How long a record is kept (retention_port.ts says what each method does). */
export abstract class RetentionDesk extends NoteDesk implements Plain<port.RetentionPort> {
  signSchedule(request: Asked<"signSchedule">): Promise<SignedBody> {
    return retention.signSchedule(this.keeper, this.trusted(), request);
  }

  readSchedule(request: Asked<"readSchedule">): Promise<RetentionSchedule> {
    return retention.provedSchedule(this.trusted(), request);
  }

  signRetention(request: Asked<"signRetention">): Promise<SignedBody> {
    return retention.signRetention(this.keeper, this.trusted(), request);
  }

  readRetention(request: Asked<"readRetention">): Retention {
    return retention.saidRetention(request);
  }

  signHold(request: Asked<"signHold">): Promise<WithPaper> {
    return retention.signHold(this.keeper, this.trusted(), request, this.random);
  }

  readHold(request: Asked<"readHold">): Promise<port.ShownHold> {
    return retention.provedHold(this.keeper, this.trusted(), request);
  }

  signLift(request: Asked<"signLift">): Promise<WithPaper> {
    return retention.signLift(this.keeper, this.trusted(), request, this.random);
  }

  signDestruction(request: Asked<"signDestruction">): Promise<SignedBody> {
    return retention.signDestruction(this.keeper, this.trusted(), request, this.random);
  }

  readDestruction(request: Asked<"readDestruction">): Promise<port.ShownDestruction> {
    return retention.provedDestruction(this.trusted(), request);
  }

  approveDestruction(request: Asked<"approveDestruction">): Promise<Uint8Array> {
    return retention.approveDestruction(this.keeper, this.trusted(), request);
  }
}
