import type { JSX } from "preact";
import { alias } from "../../state/alias.ts";
import type { Warned } from "../../state/legal/warnings.ts";
import { moment } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";

/** Which supervisor stands for a warning, and what nobody has signed yet: for its author and for those who may sign. */
export function Countersigned({ warned }: { readonly warned: Warned }): JSX.Element {
  const said = words.warning.signatures;
  const { last, waiting, broken, over } = warned.signatures;
  const open = last === null ? said.none : said.more;
  return (
    <>
      {last !== null && <span class="small">{said.by(alias(last.by), moment(last.at, Date.now()))}</span>}
      {waiting.length > 0 && <span class="small">{over ? said.over : open}</span>}
      {broken && (
        <Note icon="alert" warn>
          {said.broken}
        </Note>
      )}
    </>
  );
}
