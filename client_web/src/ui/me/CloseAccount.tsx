import type { JSX } from "preact";
import { closeAccount } from "../../state/me/close.ts";
import type { Me } from "../../state/me/me.ts";
import type { Shown } from "../../state/me/step_up.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { useAct } from "./act.ts";
import { useDesk } from "./desk.ts";
import { MePage } from "./MePage.tsx";
import { StepUpForm } from "./StepUpForm.tsx";

/** The end of an account: its conversations close, then nobody signs in to it any more. */
export function CloseAccount({ me }: { readonly me: Me }): JSX.Element {
  const page = usePage();
  const desk = useDesk();
  const act = useAct();
  const { close } = words.care;
  const roster = desk?.roster.value;
  const items = roster?.kind === "ready" ? roster.items : [];
  const live = items.some((item) => item.live && !item.over);
  const leave = async (shown: Shown): Promise<void> => {
    if (desk === null) return;
    const open = items.filter(({ over }) => !over).map(({ key }) => key);
    const done = await act.run("stretching", () => closeAccount(me.ports, desk.care, open, shown));
    if (done !== null) await page.entrance.lock("deactivated");
  };
  return (
    <MePage title={words.me.parts.close[0]}>
      {close.means.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <p>{close.copy}</p>
      <p>
        <a
          class="button"
          href="#record"
          onClick={(event) => {
            event.preventDefault();
            page.go({ name: "record" });
          }}
        >
          {close.copyLink}
        </a>
      </p>
      <p>
        <strong>{live ? close.live : close.careful}</strong>
      </p>
      {!live && roster?.kind === "ready" && (
        <StepUpForm act={act} submit={close.submit} warn onSubmit={(shown) => void leave(shown)} />
      )}
    </MePage>
  );
}
