import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { Candidate, Queue, WaitingClient } from "../../state/matching/queue.ts";
import { approachName } from "../../words/english/approaches.ts";
import { languageName } from "../../words/languages.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Submit } from "../Submit.tsx";
import { therapistName } from "./QueuePage.tsx";

interface Proposal {
  readonly chosen: string | null;
  readonly title: string;
  /** Null: as it begins. */
  readonly text: string | null;
}

/** Whom to propose, and in which words: the client reads them as they stand. */
export function ChooseTherapist(props: {
  readonly queue: Queue;
  readonly client: WaitingClient;
  readonly therapists: readonly Candidate[];
  readonly onSaid: (said: string) => void;
}): JSX.Element {
  const act = useAct();
  const { file } = words.matching;
  const { queue, client, therapists, onSaid } = props;
  const kept = useKeptForm<Proposal>("match", client.key, () => ({
    chosen: client.wish,
    title: file.title,
    text: null,
  }));
  const { chosen, title, text } = kept.value;
  const [missing, setMissing] = useState(0);
  const therapist = therapists.find(({ key }) => key === chosen) ?? null;
  const written = text ?? file.text(therapist?.profile?.name ?? file.someone);
  const propose = (): void => {
    setMissing(therapist === null ? missing + 1 : 0);
    if (therapist === null) return;
    void act
      .run("making", () => queue.propose(client, therapist, { title: title.trim() || file.title, text: written }))
      .then((done) => {
        if (done === null) return;
        kept.done();
        onSaid(file.proposed);
      });
  };
  return (
    <section class="stack wide" aria-labelledby="choose">
      <h2 id="choose">{file.choose}</h2>
      <Form onSubmit={propose} wrong={missing}>
        <Begun form={kept} />
        <Candidates therapists={therapists} wish={client.wish} chosen={chosen} onChosen={kept.on("chosen")} />
        {missing > 0 && therapist === null && (
          <p class="wrong" role="alert">
            {file.chooseFirst}
          </p>
        )}
        <Field
          label={file.noticeTitle}
          value={title}
          onValue={kept.on("title")}
          attributes={{ name: "title", autocomplete: "off", spellcheck: false }}
        />
        <LongField label={file.noticeText} value={written} rows={8} onValue={kept.on("text")} />
        <MistakeNote mistake={act.mistake} shown="password" />
        <Submit label={file.propose} work={act.work} />
      </Form>
    </section>
  );
}

function Candidates(props: {
  readonly therapists: readonly Candidate[];
  readonly wish: string | null;
  readonly chosen: string | null;
  readonly onChosen: (key: string) => void;
}): JSX.Element {
  const { file } = words.matching;
  const { therapists, wish, chosen, onChosen } = props;
  const [approach, setApproach] = useState("");
  const [language, setLanguage] = useState("");
  const fits = therapists.filter(
    ({ profile }) =>
      (approach === "" || (profile?.approaches.includes(approach) ?? false)) &&
      (language === "" || (profile?.languages.includes(language) ?? false)),
  );
  return (
    <>
      <div class="filters">
        <Filter
          label={file.approach}
          value={approach}
          options={all(therapists, (each) => each.approaches)}
          name={approachName}
          onValue={setApproach}
        />
        <Filter
          label={file.language}
          value={language}
          options={all(therapists, (each) => each.languages)}
          name={languageName}
          onValue={setLanguage}
        />
      </div>
      <fieldset class="choices">
        <legend class="hidden">{file.choose}</legend>
        {fits.length === 0 && <p class="quiet">{file.none}</p>}
        {fits.map((each) => (
          <label key={each.key} class="choice candidate">
            <input
              type="radio"
              name="therapist"
              checked={each.key === chosen}
              onChange={() => {
                onChosen(each.key);
              }}
            />
            <span>
              <strong>{therapistName(each)}</strong>
              <span class="quiet small">{beside(each, wish)}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </>
  );
}

function beside(each: Candidate, wish: string | null): string {
  const { file } = words.matching;
  const known = each.profile === null ? [file.noProfile] : each.profile.approaches.map(approachName);
  const wished = each.key === wish ? [file.wished] : [];
  return [file.load(each.open), ...wished, ...known].join(" · ");
}

function Filter(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly name: (word: string) => string;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        class="input"
        id={id}
        value={props.value}
        onChange={(event) => {
          props.onValue(event.currentTarget.value);
        }}
      >
        <option value="">{words.matching.file.any}</option>
        {props.options.map((each) => (
          <option key={each} value={each}>
            {props.name(each)}
          </option>
        ))}
      </select>
    </div>
  );
}

function all(
  therapists: readonly Candidate[],
  of: (profile: NonNullable<Candidate["profile"]>) => readonly string[],
): readonly string[] {
  return [...new Set(therapists.flatMap(({ profile }) => (profile === null ? [] : of(profile))))].toSorted();
}
