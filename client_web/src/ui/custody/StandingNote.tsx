import type { JSX } from "preact";
import { readStanding } from "../../state/custody/handing_on.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { useRead } from "../me/read.ts";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";

/** Says that something stands with earlier custodians only, where it does: until then none of those may leave. */
export function StandingNote({ me }: { readonly me: Me }): JSX.Element | null {
  const [read] = useRead(() => readStanding(me.ports), [me]);
  const page = usePage();
  const said = words.custody.succession;
  if (read.kind !== "ready" || read.value.epochs === 0) return null;
  const { epochs, conversations } = read.value;
  return (
    <Note icon="alert" warn>
      <div class="stack">
        <p>{`${said.standing(epochs, conversations)}. ${said.stay}`}</p>
        <button
          class="button"
          type="button"
          onClick={() => {
            page.go({ name: "custody", of: "succession" });
          }}
        >
          {said.button}
        </button>
      </div>
    </Note>
  );
}
