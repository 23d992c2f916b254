import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { answeredCount } from "../../state/matching/intake.ts";
import type { Desk } from "../../state/desk.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { useHandedWish } from "./handed.ts";

/** On Home: the questionnaire as the next step, while there are open questions and nobody to talk to yet. */
export function IntakeStep({ desk, me }: { readonly desk: Desk; readonly me: Me }): JSX.Element | null {
  const { intake } = words;
  useEffect(() => void me.intake.read(), [me]);
  useHandedWish(me);
  const read = me.intake.content.value;
  const roster = desk.roster.value;
  if (roster.kind === "ready" && roster.items.length > 0) return null;
  if (read.kind !== "ready") return null;
  const [count, all] = [answeredCount(read.value), read.value.answers.length];
  if (count === all) return null;
  const begun = count > 0;
  return (
    <div class="state owed">
      <h2>{begun ? intake.onTitle : intake.nextTitle}</h2>
      <p>{begun ? intake.onText(all - count) : intake.nextText}</p>
      <PlaceLink to={{ name: "intake" }} label={begun ? intake.onGo : intake.nextGo} button="primary" />
    </div>
  );
}
