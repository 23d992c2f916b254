import type { JSX } from "preact";
import type { Result } from "../../state/me/result.ts";
import { words } from "../../words/words.ts";
import { Dialog } from "../Dialog.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useAct } from "../me/act.ts";

/** Asks once more before something that stays. */
export function Sure(props: {
  readonly title: string;
  readonly means: string;
  readonly submit: string;
  readonly act: () => Promise<Result<null>>;
  readonly onClose: (done: boolean) => void;
}): JSX.Element {
  const doing = useAct();
  const { onClose } = props;
  const over = doing.mistake?.kind === "refused" && ["closed", "conflict"].includes(doing.mistake.code);
  const leave = (): void => {
    onClose(false);
  };
  return (
    <Dialog title={props.title} onClose={leave}>
      <p>{props.means}</p>
      {over ? <p role="alert">{words.custody.gone}</p> : <MistakeNote mistake={doing.mistake} shown="password" />}
      <div class="choices-row">
        <button class="button" type="button" data-first onClick={leave}>
          {words.custody.keep}
        </button>
        <button
          class="button warn"
          type="button"
          aria-disabled={doing.work !== null || over}
          onClick={() => {
            if (over) return;
            void doing.run("asking", props.act).then((done) => {
              if (done !== null) onClose(true);
            });
          }}
        >
          {props.submit}
        </button>
      </div>
    </Dialog>
  );
}
