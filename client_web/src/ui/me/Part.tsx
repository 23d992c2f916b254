import type { JSX } from "preact";
import type { Me } from "../../state/me/me.ts";
import type { MePart } from "../../state/place.ts";
import { ChangePassword } from "./ChangePassword.tsx";
import { ContactCard } from "./ContactCard.tsx";
import { Keys } from "./Keys.tsx";
import { MeOverview } from "./MeOverview.tsx";
import { NewRecoveryCode } from "./NewRecoveryCode.tsx";
import { SecondFactors } from "./SecondFactors.tsx";
import { ShutAccount } from "./ShutAccount.tsx";
import { SignIns } from "./SignIns.tsx";

/** The page of Me that the address names. */
export function Part({ me, part }: { readonly me: Me; readonly part: MePart | null }): JSX.Element {
  switch (part) {
    case null:
      return <MeOverview role={me.role} />;
    case "sign-ins":
      return <SignIns me={me} />;
    case "password":
      return <ChangePassword me={me} />;
    case "recovery-code":
      return <NewRecoveryCode me={me} />;
    case "second-factor":
      return <SecondFactors me={me} />;
    case "keys":
      return <Keys me={me} />;
    case "card":
      return <ContactCard me={me} />;
    case "shut":
      return <ShutAccount me={me} />;
  }
}
