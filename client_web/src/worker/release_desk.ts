import type { SignedBody } from "../protocol/documents.ts";
import type { EntryDocument } from "../protocol/orders.ts";
import { admit } from "./admitting.ts";
import { countersign } from "./countersigning.ts";
import type { MadeOrder } from "./custody_port.ts";
import * as ordered from "./ordered.ts";
import type { Gathered, OrderedPort } from "./ordered_port.ts";
import { part } from "./part.ts";
import type { Plain } from "./plain.ts";
import * as release from "./papers_of_release.ts";
import type * as port from "./release_port.ts";
import { SuccessionDesk } from "./succession_desk.ts";

type AskedOfOrder<M extends keyof OrderedPort> = Parameters<OrderedPort[M]>[0];
type Asked<M extends keyof port.ReleasePort> = Parameters<port.ReleasePort[M]>[0];

/** What a release rests on (release_port.ts says what each method does). */
export abstract class ReleaseDesk extends SuccessionDesk implements Plain<port.ReleasePort & OrderedPort> {
  signConsent(request: Asked<"signConsent">): Promise<port.WithPaper> {
    return release.signConsent(this.keeper, this.trusted(), request, this.random);
  }

  signRevocation(consent: SignedBody, now: number): SignedBody {
    return release.signRevocation(this.keeper, consent, now);
  }

  readConsent(request: Asked<"readConsent">): Promise<port.ShownConsent> {
    return release.readConsent(this.keeper, this.trusted(), request);
  }

  signDecision(request: Asked<"signDecision">): ReturnType<typeof release.signDecision> {
    return release.signDecision(this.keeper, this.trusted(), request, this.random);
  }

  signDisclosure(request: Asked<"signDisclosure">): Promise<port.WithPaper> {
    return release.signDisclosure(this.keeper, this.trusted(), request, this.random);
  }

  readDisclosure(request: Asked<"readDisclosure">): Promise<port.ShownDisclosure> {
    return release.readDisclosure(this.keeper, this.trusted(), request);
  }

  signWarning(request: Asked<"signWarning">): ReturnType<typeof release.signWarning> {
    return release.signWarning(this.keeper, this.trusted(), request, this.random);
  }

  readWarning(request: Asked<"readWarning">): Promise<port.ShownWarning> {
    return release.readWarning(this.keeper, this.trusted(), request);
  }

  admit(request: Asked<"admit">): Promise<port.MadeAdmission | null> {
    return admit(this.keeper, this.trusted(), request, this.random);
  }

  countersign(request: Asked<"countersign">): Promise<SignedBody> {
    return countersign(this.keeper, this.trusted(), request);
  }

  /** What encrypts is fetched only when somebody hands something out. */
  async lockPackage(
    request: Asked<"lockPackage">,
  ): Promise<{ readonly locked: Uint8Array; readonly passphrase: string | null }> {
    const { lockPackage } = await part(() => import("./lock.ts"));
    return lockPackage(request, this.random);
  }

  signMarking(request: Asked<"signMarking">): SignedBody {
    return release.signMarking(this.keeper, request);
  }

  orderConsented(request: AskedOfOrder<"orderConsented">): Promise<MadeOrder> {
    return ordered.orderConsented(this.keeper, this.trusted(), request, this.random);
  }

  async beginOrderedCopy(request: AskedOfOrder<"beginOrderedCopy">): Promise<Gathered> {
    const opened = await ordered.gather(this.keeper, this.trusted(), this.service, request, this.random);
    const { gathered, source, match, returned } = opened;
    this.returned.take(returned);
    if (source !== null) {
      const { conversation } = source.match;
      this.copies.beginOrdered(source, { ...request.copy, conversation, match });
    }
    return gathered;
  }

  takeOrderedEntries(entries: readonly EntryDocument[]): null {
    this.copies.takeOrdered(entries);
    return null;
  }
}
