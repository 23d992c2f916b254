import type { MadeOrder } from "./custody_port.ts";
import * as handing from "./handing_on.ts";
import { LegalDesk } from "./legal_desk.ts";
import type { Plain } from "./plain.ts";
import type * as port from "./succession_port.ts";
import * as successors from "./successors.ts";

type Asked<M extends keyof port.SuccessionPort> = Parameters<port.SuccessionPort[M]>[0];

/** What old custodians hand on to new ones (succession_port.ts says what each method does). */
export abstract class SuccessionDesk extends LegalDesk implements Plain<port.SuccessionPort> {
  readSuccessors(named: Asked<"readSuccessors">): port.ReadSuccessors {
    return successors.readSuccessors(this.trusted(), named);
  }

  agreeToSuccessors(named: Asked<"agreeToSuccessors">): ReturnType<typeof successors.agreeToSuccessors> {
    return successors.agreeToSuccessors(this.keeper, this.trusted(), named);
  }

  readStanding(request: Asked<"readStanding">): Promise<readonly port.StandingRecord[]> {
    return handing.readStanding(this.trusted(), request);
  }

  orderSuccession(request: Asked<"orderSuccession">): Promise<MadeOrder> {
    return handing.orderSuccession(this.keeper, this.trusted(), request, this.random);
  }

  handOn(request: Asked<"handOn">): ReturnType<typeof handing.handOn> {
    return handing.handOn(this.keeper, this.trusted(), request, this.random);
  }

  signHandedOn(request: Asked<"signHandedOn">): ReturnType<typeof handing.signHandedOn> {
    return handing.signHandedOn(this.keeper, this.trusted(), request);
  }
}
