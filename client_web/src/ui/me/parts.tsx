import type { JSX } from "preact";
import type { Me } from "../../state/me/me.ts";
import { ME_PARTS } from "../../state/place.ts";
import type { MePart } from "../../state/place.ts";
import { partIsFor } from "../../state/places.ts";
import { ChangePassword } from "./ChangePassword.tsx";
import { ChangeTherapist } from "./ChangeTherapist.tsx";
import { CloseAccount } from "./CloseAccount.tsx";
import { ContactCard } from "./ContactCard.tsx";
import { Keys } from "./Keys.tsx";
import { NewRecoveryCode } from "./NewRecoveryCode.tsx";
import { PaymentsPage } from "./PaymentsPage.tsx";
import { SecondFactors } from "./SecondFactors.tsx";
import { ShutAccount } from "./ShutAccount.tsx";
import { SignIns } from "./SignIns.tsx";

/** The pages of Me: a line here makes one appear, for those whom it is for (state/places.ts). */
const PARTS: Readonly<Partial<Record<MePart, (me: Me) => JSX.Element>>> = {
  "sign-ins": (me) => <SignIns me={me} />,
  password: (me) => <ChangePassword me={me} />,
  "recovery-code": (me) => <NewRecoveryCode me={me} />,
  "second-factor": (me) => <SecondFactors me={me} />,
  keys: (me) => <Keys me={me} />,
  card: (me) => <ContactCard me={me} />,
  therapist: (me) => <ChangeTherapist me={me} />,
  close: (me) => <CloseAccount me={me} />,
  payments: (me) => <PaymentsPage me={me} />,
  shut: (me) => <ShutAccount me={me} />,
};

/** The pages that someone of this role has, in order. */
export function partsFor(role: string): readonly MePart[] {
  return ME_PARTS.filter((part) => part in PARTS && partIsFor(role, part));
}

/** The page itself; null where there is none. */
export function partView(me: Me, part: MePart): JSX.Element | null {
  return partIsFor(me.role, part) ? (PARTS[part]?.(me) ?? null) : null;
}
