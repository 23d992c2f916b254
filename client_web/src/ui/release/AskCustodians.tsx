import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Book } from "../../state/custody/book.ts";
import { readBook } from "../../state/custody/book.ts";
import { approversIn } from "../../state/custody/ordering.ts";
import type { Me } from "../../state/me/me.ts";
import { ask, needed } from "../../state/release/asking.ts";
import type { Needed } from "../../state/release/asking.ts";
import type { Asked } from "../../state/release/requests.ts";
import { words } from "../../words/words.ts";
import { ApproverChoice } from "../custody/DrillForm.tsx";
import { Icon } from "../Icon.tsx";
import { useAct } from "../me/act.ts";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";

interface Asking {
  readonly me: Me;
  readonly row: Asked;
  readonly self: string;
  /** The order is made: its id. */
  readonly onAsked: (order: string) => void;
}

/** Custodians are asked to open what a client wants to have sent (crypto.md §7.3). */
export function AskCustodians(props: Asking & { readonly onBack: () => void }): JSX.Element {
  const { me, row, onBack } = props;
  const [read, look] = useRead(async () => {
    const [book, parts] = await Promise.all([readBook(me.ports), needed(me.ports, row)]);
    if (!book.ok) return book;
    return parts.ok ? { ok: true as const, value: { book: book.value, parts: parts.value } } : parts;
  }, [me, row]);
  const said = words.requests.order;
  return (
    <div class="page desk narrow">
      <div class="stack">
        <button class="button plain back-to" type="button" onClick={onBack}>
          <Icon name="back" />
          {said.back}
        </button>
        <h1 tabIndex={-1}>{said.title}</h1>
        <p class="quiet">{said.about(row.shown?.values["patient"] ?? "", row.shown?.values["recipient"] ?? "")}</p>
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {({ book, parts }) => <Form {...props} book={book} parts={parts} />}
      </Ready>
    </div>
  );
}

function Form(props: Asking & { readonly book: Book; readonly parts: Needed }): JSX.Element {
  const { me, row, self, book, parts, onAsked } = props;
  const approvers = approversIn(book, self);
  const [approver, setApprover] = useState(approvers[0]?.account ?? "");
  const act = useAct();
  const said = words.requests.order;
  if (parts.headers.length === 0 || parts.tooMany || approvers.length === 0) {
    const why = approvers.length === 0 ? words.custody.noApprover : parts.tooMany ? said.tooMany : said.nothing;
    return <Note icon="info">{why}</Note>;
  }
  return (
    <>
      {said.text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <p>{said.parts(parts.headers.length)}</p>
      {parts.missing > 0 && (
        <Note icon="alert" warn>
          {said.missing(parts.missing)}
        </Note>
      )}
      <ApproverChoice book={book} self={self} approver={approver} onChoose={setApprover} />
      <StepUpForm
        act={act}
        submit={said.submit}
        onSubmit={(shown) => {
          void act
            .run("making", () => ask(me.ports, book, approver, { row, needed: parts }, shown))
            .then((made) => {
              if (made !== null) onAsked(made.value);
            });
        }}
      />
    </>
  );
}
