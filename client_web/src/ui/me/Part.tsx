import type { JSX } from "preact";
import type { Me } from "../../state/me/me.ts";
import type { MePart } from "../../state/place.ts";
import { NothingHere } from "../NothingHere.tsx";
import { MeOverview } from "./MeOverview.tsx";
import { partView } from "./parts.tsx";

/** The page of Me that the address names. */
export function Part({ me, part }: { readonly me: Me; readonly part: MePart | null }): JSX.Element {
  if (part === null) return <MeOverview role={me.role} />;
  return partView(me, part) ?? <NothingHere />;
}
