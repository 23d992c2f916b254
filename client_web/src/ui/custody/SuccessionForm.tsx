import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { Book } from "../../state/custody/book.ts";
import { askForAll, readStanding, underWay } from "../../state/custody/handing_on.ts";
import type { Standing } from "../../state/custody/handing_on.ts";
import { approversIn } from "../../state/custody/ordering.ts";
import type { Me } from "../../state/me/me.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { ApproverChoice } from "./DrillForm.tsx";

interface Asking {
  readonly me: Me;
  readonly book: Book;
  readonly self: string;
}

/** What stands with earlier custodians only, and asking those to hand it on (crypto.md §7.5). */
export function SuccessionForm(props: Asking): JSX.Element {
  const { me } = props;
  const [read, look] = useRead(() => readStanding(me.ports), [me]);
  const said = words.custody.succession;
  return (
    <>
      {said.text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <Ready read={read} onAgain={() => void look()}>
        {(standing) => (standing.epochs === 0 ? <p>{said.none}</p> : <Ask standing={standing} {...props} />)}
      </Ready>
    </>
  );
}

function Ask({ me, book, self, standing }: Asking & { readonly standing: Standing }): JSX.Element {
  const approvers = approversIn(book, self);
  const [approver, setApprover] = useState(approvers[0]?.account ?? "");
  const [made, setMade] = useState<number | null>(null);
  const asking = useAct();
  const said = words.custody;
  const already = underWay(book);
  if (made !== null) return <Done>{said.succession.done(made)}</Done>;
  return (
    <>
      <h2>{said.succession.standing(standing.epochs, standing.conversations)}</h2>
      {already > 0 && <Note icon="info">{said.succession.already(already)}</Note>}
      <Records standing={standing} />
      {approvers.length === 0 ? (
        <Note icon="info">{said.noApprover}</Note>
      ) : (
        <>
          <ApproverChoice book={book} self={self} approver={approver} onChoose={setApprover} />
          <StepUpForm
            act={asking}
            submit={said.succession.submit}
            onSubmit={(shown) => {
              void asking
                .run("making", () => askForAll(me.ports, book, approver, standing, shown))
                .then((asked) => {
                  if (asked !== null) setMade(asked.value);
                });
            }}
          />
        </>
      )}
    </>
  );
}

function Records({ standing: { records } }: { readonly standing: Standing }): JSX.Element {
  const said = words.custody;
  return (
    <ul class="lines">
      {records.map(({ key, client, therapist, epochs, from, until }) => (
        <li key={key}>
          <strong>{alias(client)}</strong> {said.emergency.with(alias(therapist))}{" "}
          <span class="quiet">
            {said.pieces(epochs)}, {longDate(from)} – {longDate(until)}
          </span>
        </li>
      ))}
    </ul>
  );
}
