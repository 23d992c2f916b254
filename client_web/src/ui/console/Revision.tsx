import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { named } from "../../state/forms.ts";
import { answered } from "../../state/me/result.ts";
import type { Me } from "../../state/me/me.ts";
import type { Policy } from "../../state/identity_http.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Note } from "../Note.tsx";
import { PolicyText } from "../PolicyText.tsx";
import { Submit } from "../Submit.tsx";
import { nameOf } from "./PoliciesDesk.tsx";

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 60_000;

/** The next version of a policy: written, looked at, posted. */
export function Revision(props: {
  readonly me: Me;
  readonly policy: Policy;
  readonly onEnd: (posted: boolean) => void;
}): JSX.Element {
  const { me, policy, onEnd } = props;
  const said = words.console.policies;
  const version = policy.version + 1;
  const kept = useKeptForm("policy", named(policy.policy), () => ({ title: policy.title, text: policy.text }));
  const { title, text } = kept.value;
  const [tried, setTried] = useState(0);
  const doing = useAct();
  const wrong = faultOf(policy, title, text);
  const post = (): void => {
    setTried(tried + 1);
    if (wrong !== null) return;
    void doing
      .run("asking", async () =>
        answered(await me.ports.identity.postPolicy({ policy: policy.policy, title, text, version })),
      )
      .then((done) => {
        if (done === null) return;
        kept.done();
        onEnd(true);
      });
  };
  const conflict = doing.mistake?.kind === "refused" && doing.mistake.code === "conflict";
  return (
    <div class="page desk">
      <h1 tabIndex={-1}>{said.heading(nameOf(policy), version)}</h1>
      <Form onSubmit={post} wrong={tried}>
        <Begun form={kept} />
        <Field
          label={said.titleLabel}
          value={title}
          onValue={kept.on("title")}
          attributes={{ name: "title", autocomplete: "off", spellcheck: false }}
        />
        <LongField
          label={said.text}
          hint={said.textHint}
          wrong={tried > 0 ? wrong : null}
          rows={16}
          value={text}
          onValue={kept.on("text")}
        />
        <section class="preview stack" aria-labelledby="preview">
          <h2 id="preview">{said.preview}</h2>
          <div class="policy-preview">
            <PolicyText text={text} />
          </div>
        </section>
        <p>{said.postMeans(version)}</p>
        {conflict ? (
          <Note icon="alert" warn>
            {said.conflict}
          </Note>
        ) : (
          <MistakeNote mistake={doing.mistake} shown="password" />
        )}
        <Submit label={said.post} work={doing.work} warn />
      </Form>
      <div>
        <button
          class="button plain"
          type="button"
          onClick={() => {
            onEnd(false);
          }}
        >
          {said.back}
        </button>
      </div>
    </div>
  );
}

function faultOf(policy: Policy, title: string, text: string): string | null {
  const said = words.console.policies;
  if (title.trim() === "" || text.trim() === "") return said.empty;
  if (title.length > LONGEST_TITLE || text.length > LONGEST_TEXT) return said.tooLong;
  return title === policy.title && text === policy.text ? said.unchanged : null;
}
