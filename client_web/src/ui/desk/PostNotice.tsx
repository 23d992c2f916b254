import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { AccountKey } from "../../state/id.ts";
import type { Addressee, PostTrouble } from "../../state/mail/noticeboard.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { roleWords } from "../console/roles.ts";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { Note } from "../Note.tsx";

/** Staff write to one person. */
export function PostNotice({ desk }: { readonly desk: Desk }): JSX.Element {
  const { noticeboard } = desk.mail;
  const { postNotice } = words;
  useEffect(() => void noticeboard.load(), [noticeboard]);
  const addressees = noticeboard.addressees.value;
  return (
    <div class="page narrow">
      <div class="stack">
        <h1 tabIndex={-1}>{postNotice.title}</h1>
        <p class="quiet">{postNotice.intro}</p>
      </div>
      {addressees.kind === "loading" && (
        <p class="quiet" role="status">
          {postNotice.loading}
        </p>
      )}
      {addressees.kind === "failed" && (
        <div class="state" role="status">
          <p>{postNotice.failed}</p>
          <button class="button" type="button" onClick={() => void noticeboard.load()}>
            {postNotice.retry}
          </button>
        </div>
      )}
      {addressees.kind === "ready" &&
        (addressees.people.length === 0 ? (
          <p role="status">{postNotice.nobody}</p>
        ) : (
          <Letterhead desk={desk} people={addressees.people} />
        ))}
    </div>
  );
}

interface Written {
  readonly to: string | null;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly asks: boolean;
}

const BLANK: Written = { to: null, kind: "update", title: "", text: "", asks: false };

/** The form, and what became of it. */
function Letterhead({ desk, people }: { readonly desk: Desk; readonly people: readonly Addressee[] }): JSX.Element {
  const { noticeboard } = desk.mail;
  const { postNotice } = words;
  const kept = useKeptForm<Written>("notice", null, () => BLANK);
  const { to, kind, title, text, asks } = kept.value;
  const [trouble, setTrouble] = useState<PostTrouble | "missing" | null>(null);
  const [posted, setPosted] = useState(false);

  async function post(): Promise<void> {
    if (to === null || title.trim() === "") {
      setTrouble("missing");
      return;
    }
    const why = await noticeboard.post({ to: to as AccountKey, kind, title: title.trim(), text, asks });
    setTrouble(why);
    setPosted(why === null);
    if (why === null) kept.done();
  }

  if (posted) {
    return (
      <div class="stack">
        <p role="status">{postNotice.posted}</p>
        <div>
          <button
            class="button"
            type="button"
            onClick={() => {
              setPosted(false);
            }}
          >
            {postNotice.another}
          </button>
        </div>
      </div>
    );
  }
  const choices = Object.fromEntries(people.map((one) => [one.account, `${one.name} (${roleWords(one.role)})`]));
  return (
    <Form onSubmit={() => void post()} wrong={trouble}>
      <Begun form={kept} />
      {trouble !== null && (
        <Note icon="alert" warn>
          <p>{trouble === "missing" ? postNotice.missing : postNotice.trouble[trouble]}</p>
        </Note>
      )}
      <ClosedChoice
        label={postNotice.to}
        any={postNotice.choose}
        chosen={to}
        choices={choices}
        onChoose={kept.on("to")}
      />
      <ClosedChoice
        label={postNotice.kind}
        chosen={kind}
        choices={postNotice.kinds}
        onChoose={(chosen) => {
          kept.change({ kind: chosen ?? "update" });
        }}
      />
      <Field
        label={postNotice.subject}
        hint={postNotice.subjectHint}
        value={title}
        onValue={kept.on("title")}
        attributes={{ name: "title", autocomplete: "off", spellcheck: false }}
      />
      <LongField label={postNotice.text} rows={8} value={text} onValue={kept.on("text")} />
      <label class="choice">
        <input
          type="checkbox"
          checked={asks}
          onChange={(event) => {
            kept.change({ asks: event.currentTarget.checked });
          }}
        />
        {postNotice.asks}
      </label>
      <div>
        <button class="button primary" type="submit" aria-disabled={noticeboard.sending.value}>
          {postNotice.send}
        </button>
      </div>
    </Form>
  );
}
