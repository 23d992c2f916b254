import type { MadeOrder } from "./custody_port.ts";
import { WordDesk } from "./word_desk.ts";
import * as legal from "./legal.ts";
import type * as port from "./legal_port.ts";
import type { Plain } from "./plain.ts";
import type { Practice } from "./practice.ts";
import type { WithPaper } from "./release_port.ts";

type Asked<M extends keyof port.LegalPort> = Parameters<port.LegalPort[M]>[0];

/** What opens a record without its client (legal_port.ts says what each method does). */
export abstract class LegalDesk extends WordDesk implements Plain<port.LegalPort> {
  /** The practice that was proved to be the pinned one; an alarm before that. */
  protected abstract trusted(): Practice;

  signProcess(request: Asked<"signProcess">): Promise<WithPaper> {
    return legal.signProcess(this.keeper, this.trusted(), request, this.random);
  }

  readProcess(request: Asked<"readProcess">): Promise<port.ShownProcess> {
    return legal.readServed(this.keeper, this.trusted(), request);
  }

  approveProcess(request: Asked<"approveProcess">): Promise<Uint8Array> {
    return legal.approveProcess(this.keeper, this.trusted(), request);
  }

  orderLegal(request: Asked<"orderLegal">): Promise<MadeOrder> {
    return legal.orderLegal(this.keeper, this.trusted(), request, this.random);
  }

  readMarking(request: Asked<"readMarking">): Promise<port.ShownMarking> {
    return legal.readMarking(this.trusted(), request);
  }
}
