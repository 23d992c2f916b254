import type { JSX } from "preact";
import type { SecondFactorAsked } from "../../state/identity_http.ts";
import type { Mistake } from "../../state/mistake.ts";
import type { Work } from "../../state/work.ts";
import { words } from "../../words/words.ts";
import { DoorPage } from "./DoorPage.tsx";
import { MistakeNote } from "./MistakeNote.tsx";
import { SixDigits } from "./SixDigits.tsx";

/** The second factor: six digits, a passkey, or either. */
export function SecondFactor(props: {
  readonly asked: SecondFactorAsked;
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  readonly onCode: (typed: string) => void;
  readonly onPasskey: () => void;
  readonly onLost: () => void;
  readonly onBack: () => void;
}): JSX.Element {
  const { asked, work, mistake } = props;
  const { second } = words.door;
  return (
    <DoorPage title={second.title} intro={second.intro}>
      {asked.totp ? (
        <SixDigits label={second.code} submit={second.submit} work={work} mistake={mistake} onCode={props.onCode} />
      ) : (
        <MistakeNote mistake={mistake} shown="password" />
      )}
      {asked.passkey !== null && (
        <div class="submit">
          <button
            class={asked.totp ? "button" : "button primary"}
            type="button"
            aria-disabled={work !== null}
            onClick={() => {
              if (work === null) props.onPasskey();
            }}
          >
            {second.passkey}
          </button>
          {!asked.totp && (
            <p class="working" role="status">
              {work === null ? "" : words.door.work[work]}
            </p>
          )}
        </div>
      )}
      <ul class="aside ways">
        <li>
          <button class="link" type="button" onClick={props.onLost}>
            {second.lost}
          </button>
        </li>
        <li>
          <button class="link" type="button" onClick={props.onBack}>
            {second.back}
          </button>
        </li>
      </ul>
    </DoorPage>
  );
}
