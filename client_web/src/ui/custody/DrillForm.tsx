import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Book } from "../../state/custody/book.ts";
import { approversIn, drill } from "../../state/custody/ordering.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { ClosedChoice } from "../console/ClosedChoice.tsx";

/** Asks all custodians to show that they can open: a value that was made up for it (crypto.md §7.3). */
export function DrillForm(props: { readonly me: Me; readonly book: Book; readonly self: string }): JSX.Element {
  const { me, book, self } = props;
  const approvers = approversIn(book, self);
  const [approver, setApprover] = useState(approvers[0]?.account ?? "");
  const [done, setDone] = useState(false);
  const asking = useAct();
  const said = words.custody;
  if (done) return <Done>{said.drill.done}</Done>;
  return (
    <>
      {said.drill.text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {approvers.length === 0 ? (
        <Note icon="info">{said.noApprover}</Note>
      ) : (
        <>
          <ApproverChoice book={book} self={self} approver={approver} onChoose={setApprover} />
          <StepUpForm
            act={asking}
            submit={said.drill.submit}
            onSubmit={(shown) => {
              void asking
                .run("making", () => drill(me.ports, book, approver, shown))
                .then((made) => {
                  if (made !== null) setDone(true);
                });
            }}
          />
        </>
      )}
    </>
  );
}

/** Who shall sign as the second person. */
export function ApproverChoice(props: {
  readonly book: Book;
  readonly self: string;
  readonly approver: string;
  readonly onChoose: (account: string) => void;
}): JSX.Element {
  const choices = approversIn(props.book, props.self).map(({ account, name }) => [account, name]);
  return (
    <ClosedChoice
      label={words.custody.approver}
      chosen={props.approver}
      choices={Object.fromEntries(choices) as Record<string, string>}
      onChoose={(account) => {
        props.onChoose(account ?? "");
      }}
    />
  );
}
