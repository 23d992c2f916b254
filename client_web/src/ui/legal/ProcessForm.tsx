import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { clients, orderables } from "../../state/custody/ordering.ts";
import type { Choice, Orderable } from "../../state/custody/ordering.ts";
import { readMarked } from "../../state/legal/marking.ts";
import type { Marked } from "../../state/legal/marking.ts";
import { barredBy, keepProcess, secondPeople } from "../../state/legal/processes.ts";
import type { Drafted } from "../../state/legal/processes.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { Begun } from "../Begun.tsx";
import { BackTo } from "../BackTo.tsx";
import { useFocusAtOnce } from "../focus.ts";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { draftOf, faultsOf, firstAnswers, typedOf } from "./answers.ts";
import type { Answers, Faults } from "./answers.ts";
import type { Reader } from "./LegalPage.tsx";
import { DraftFacts } from "./ProcessFacts.tsx";
import { CheckFields, GagFields, PaperFields, ScopeFields } from "./process_fields.tsx";

/** Somebody writes down what was served: whose record, what it asks for, whether it is good, and who signs as the second person. */
export function ProcessForm({ me, self }: Reader): JSX.Element {
  const [read, look] = useRead(async () => {
    const known = await clients(me.ports);
    if (!known.ok) return known;
    const others = await secondPeople(me.ports, self);
    return others.ok ? { ok: true, value: { known: known.value, others: others.value } } : others;
  }, [me, self]);
  const [done, setDone] = useState(false);
  const { form, back } = words.legal;
  return (
    <div class="page desk narrow share">
      <div class="stack">
        <BackTo to={{ name: "legal" }} label={back} />
        <h1 tabIndex={-1}>{form.title}</h1>
        {!done && <p class="quiet">{form.intro}</p>}
      </div>
      {done ? (
        <Done>{form.kept}</Done>
      ) : (
        <Ready read={read} onAgain={() => void look()}>
          {({ known, others }) =>
            others.length === 0 ? (
              <Note icon="info">{words.custody.noApprover}</Note>
            ) : (
              <Filling
                me={me}
                self={self}
                known={known}
                others={others}
                onDone={() => {
                  setDone(true);
                }}
              />
            )
          }
        </Ready>
      )}
    </div>
  );
}

interface FillingProps extends Reader {
  readonly known: readonly Choice[];
  readonly others: readonly Choice[];
  readonly onDone: () => void;
}

function Filling(props: FillingProps): JSX.Element {
  const kept = useKeptForm("process", null, () => ({
    ...typedOf(firstAnswers(Date.now())),
    approver: props.others[0]?.account ?? "",
  }));
  // A copy of what was served is not kept here: it is chosen once more.
  const [document, choose] = useState<Answers["document"]>(null);
  const answers = { ...kept.value, document };
  const onAnswer = (changed: Partial<Answers>): void => {
    if (changed.document !== undefined) choose(changed.document);
    kept.change(typedOf(changed));
  };
  const { form } = words.legal;
  return (
    <>
      <Begun form={kept} />
      <ClosedChoice
        label={form.client}
        any={form.choose}
        chosen={answers.client}
        choices={Object.fromEntries(props.known.map(({ account, name }) => [account, name]))}
        onChoose={(client) => {
          onAnswer({ client, conversation: "" });
        }}
      />
      {answers.client !== null && (
        <OfClient
          key={answers.client}
          {...props}
          client={answers.client}
          answers={answers}
          onAnswer={onAnswer}
          onDone={() => {
            kept.done();
            props.onDone();
          }}
        />
      )}
    </>
  );
}

interface OfClientProps extends FillingProps {
  readonly client: string;
  readonly answers: Answers;
  readonly onAnswer: (changed: Partial<Answers>) => void;
}

function OfClient(props: OfClientProps): JSX.Element {
  const { me, client } = props;
  const [read, look] = useRead(async () => {
    const marked = await readMarked(me.ports, client);
    if (!marked.ok) return marked;
    const found = await orderables(me.ports, client);
    const none = !found.ok && found.mistake.kind === "refused" && found.mistake.code === "not_for_you";
    if (!found.ok && !none) return found;
    return { ok: true, value: { marked: marked.value, found: found.ok ? found.value : [] } };
  }, [me, client]);
  return (
    <Ready read={read} onAgain={() => void look()}>
      {({ marked, found }) =>
        found.length === 0 ? <p>{words.legal.form.nothing}</p> : <Whole {...props} marked={marked} found={found} />
      }
    </Ready>
  );
}

function Whole(props: OfClientProps & { readonly marked: Marked; readonly found: readonly Orderable[] }): JSX.Element {
  const { me, marked, found, onAnswer, onDone } = props;
  // With one conversation there is nothing to choose.
  const conversation = props.answers.conversation === "" ? (found[0]?.key ?? "") : props.answers.conversation;
  const answers = { ...props.answers, conversation };
  const [faults, setFaults] = useState<Faults>({});
  const [draft, setDraft] = useState<Drafted | null>(null);
  const { form, barred: why } = words.legal;
  const barred = barredBy(answers.kind, answers.section, marked.part2);
  const note = barred !== null && (
    <Note icon="alert" warn>
      {why[barred]} {form.still}
    </Note>
  );
  if (draft !== null) {
    return (
      <Signing
        me={me}
        draft={draft}
        onDone={onDone}
        onBack={() => {
          setDraft(null);
        }}
      >
        {note}
      </Signing>
    );
  }
  const step = { answers, faults, onAnswer };
  return (
    <Form
      wrong={Object.keys(faults).length === 0 ? null : faults}
      onSubmit={() => {
        const wrong = faultsOf(answers, Date.now());
        setFaults(wrong);
        const chosen = found.find(({ key }) => key === conversation);
        if (Object.keys(wrong).length > 0 || chosen === undefined) return;
        setDraft(draftOf(answers, chosen.conversation));
      }}
    >
      <PaperFields {...step} />
      {note}
      <ScopeFields {...step} found={found} />
      <CheckFields {...step} />
      <GagFields {...step} />
      <ClosedChoice
        label={form.approver}
        chosen={answers.approver}
        choices={Object.fromEntries(props.others.map(({ account, name }) => [account, name]))}
        onChoose={(approver) => {
          onAnswer({ approver: approver ?? "" });
        }}
      />
      <div class="actions">
        <button class="button primary" type="submit">
          {form.next}
        </button>
      </div>
    </Form>
  );
}

/** Everything once more, and the signature. */
function Signing(props: {
  readonly me: Reader["me"];
  readonly draft: Drafted;
  readonly children: ComponentChildren;
  readonly onDone: () => void;
  readonly onBack: () => void;
}): JSX.Element {
  const { me, draft } = props;
  const signing = useAct();
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusAtOnce(heading);
  const { form, kinds } = words.legal;
  return (
    <section class="stack wide" aria-labelledby="sign">
      <h2 id="sign" tabIndex={-1} ref={heading}>
        {form.read(kinds[draft.kind])}
      </h2>
      {props.children}
      <DraftFacts draft={draft} />
      <p>{form.signMeans}</p>
      <StepUpForm
        act={signing}
        submit={form.sign}
        onCancel={props.onBack}
        onSubmit={(typed) => {
          void signing
            .run("signing", () => keepProcess(me.ports, draft, typed))
            .then((done) => {
              if (done !== null) props.onDone();
            });
        }}
      />
    </section>
  );
}
