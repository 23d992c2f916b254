import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { disclosedUnder, writeDown } from "../../state/legal/processes.ts";
import type { Served, ShownDisclosure, ShownProcess } from "../../state/legal/processes.ts";
import type { Me } from "../../state/me/me.ts";
import { dayName, longDate, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { Field } from "../Field.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";

const PLAIN = { autocomplete: "off", spellcheck: false } as const;

interface Props {
  readonly me: Me;
  readonly served: Served;
  readonly shown: ShownProcess;
  /** Whether this reader is one of the two. */
  readonly mine: boolean;
  readonly onDone: (said: string) => void;
}

/** What was given under a process, whether the client sees it yet, and what is about to be given in words. */
export function Disclosed(props: Props): JSX.Element {
  const { me, shown, mine } = props;
  const [read, look] = useRead(() => disclosedUnder(me.ports, shown), [me, shown]);
  const [writing, setWriting] = useState(false);
  const { disclosed } = words.legal;
  return (
    <section class="stack wide" aria-labelledby="given">
      <h2 id="given">{disclosed.title}</h2>
      <Ready read={read} onAgain={() => void look()}>
        {(all) =>
          all.length === 0 ? (
            <p>{disclosed.none}</p>
          ) : (
            <ul class="lines">
              {all.map((each) => (
                <Line key={each.producedAt} disclosure={each} />
              ))}
            </ul>
          )
        }
      </Ready>
      {mine && !writing && (
        <div>
          <button
            class="button"
            type="button"
            onClick={() => {
              setWriting(true);
            }}
          >
            {disclosed.write}
          </button>
        </div>
      )}
      {writing && <Write {...props} />}
    </section>
  );
}

function Line({ disclosure }: { readonly disclosure: ShownDisclosure }): JSX.Element {
  const { disclosed } = words.legal;
  const { values, producedAt, suspendedUntil } = disclosure;
  const hidden = suspendedUntil > Date.now();
  return (
    <li>
      <div class="stack tight">
        <strong>{words.release.list.to(values["recipient"] ?? "")}</strong>
        <span>{values["description"]}</span>
        <span class="quiet small">
          {longDate(producedAt)} ·{" "}
          {hidden
            ? disclosed.hidden(`${dayName(suspendedUntil, Date.now())}, ${timeOf(suspendedUntil)}`)
            : disclosed.shown}
        </span>
      </div>
    </li>
  );
}

const ELEMENTS = [
  "recipient",
  "recipient-address",
  "description",
  "purpose",
  "identity-check",
  "minimum-necessary",
  "transport",
] as const;
const NOTHING: Readonly<Record<string, string>> = {};
const REQUIRED: readonly string[] = ["recipient", "description", "purpose", "transport"];
const LONG: readonly string[] = ["description", "minimum-necessary"];

function Write({ me, served, onDone }: Props): JSX.Element {
  const { disclosed, form } = words.legal;
  const writing = useAct();
  const kept = useKeptForm("disclosed", served.key, () => ({ values: NOTHING }));
  const { values } = kept.value;
  const [tried, setTried] = useState(false);
  const labels = {
    recipient: disclosed.recipient,
    "recipient-address": disclosed.address,
    description: disclosed.description,
    purpose: disclosed.purpose,
    "identity-check": disclosed.identity,
    "minimum-necessary": disclosed.necessary,
    transport: disclosed.transport,
  } as const;
  const missing = (name: string): boolean => REQUIRED.includes(name) && (values[name] ?? "").trim() === "";
  const barred = writing.mistake?.kind === "refused" && writing.mistake.code === "not_allowed";
  return (
    <>
      <p class="quiet">{disclosed.writeMeans}</p>
      <Begun form={kept} />
      {barred && <p role="alert">{disclosed.notAllowed}</p>}
      <StepUpForm
        act={writing}
        submit={disclosed.submit}
        onSubmit={(typed) => {
          setTried(true);
          if (ELEMENTS.some(missing)) return;
          const said = { ...values, "recipient-kind": "proceedings", format: "words" };
          void writing
            .run("signing", () => writeDown(me.ports, served, said, typed))
            .then((done) => {
              if (done === null) return;
              kept.done();
              onDone(disclosed.done);
            });
        }}
      >
        {ELEMENTS.map((name) => {
          const wrong = tried && missing(name) ? form.missing : null;
          const optional = !REQUIRED.includes(name);
          const onValue = (value: string): void => {
            kept.change({ values: { ...values, [name]: value } });
          };
          const shared = { label: labels[name], wrong, optional, value: values[name] ?? "", onValue };
          return LONG.includes(name) ? (
            <LongField key={name} {...shared} hint={optional ? form.optional : disclosed.descriptionHint} />
          ) : (
            <Field key={name} {...shared} attributes={{ ...PLAIN, name }} />
          );
        })}
      </StepUpForm>
    </>
  );
}
