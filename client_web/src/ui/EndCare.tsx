import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { endCare } from "../state/end_of_care.ts";
import type { Draft } from "../state/draft.ts";
import { fitsLetter, joined, parted } from "../state/letter_draft.ts";
import { Dialog } from "./Dialog.tsx";
import { MistakeNote } from "./door/MistakeNote.tsx";
import { Field } from "./Field.tsx";
import { Icon } from "./Icon.tsx";
import { Kept } from "./Kept.tsx";
import { LongField } from "./LongField.tsx";
import { useAct } from "./me/act.ts";
import { Submit } from "./Submit.tsx";

/** A therapist ends the care of a client: asked once, since it cannot be undone. */
export function EndCare({ desk, room }: { readonly desk: Desk; readonly room: Room }): JSX.Element {
  const [asking, ask] = useState(false);
  const { end } = words.care;
  return (
    <>
      <button
        class="button plain end-care"
        type="button"
        onClick={() => {
          ask(true);
        }}
      >
        <Icon name="close" />
        {end.open}
      </button>
      {asking && (
        <Question
          desk={desk}
          room={room}
          onClose={() => {
            ask(false);
          }}
        />
      )}
    </>
  );
}

function Question(props: { readonly desk: Desk; readonly room: Room; readonly onClose: () => void }): JSX.Element {
  const { desk, room, onClose } = props;
  const act = useAct();
  const { end } = words.care;
  const draft = desk.drafts.letter(room.conversation.key, null);
  const [writes, setWrites] = useState(false);
  const [tooLong, setTooLong] = useState(false);
  const close = async (): Promise<void> => {
    const long = writes && !fitsLetter(parted(draft.text.peek()));
    setTooLong(long);
    if (long) return;
    const referral = writes ? { subject: end.letter.subject } : null;
    const done = await act.run("signing", () => endCare(desk, room.conversation.key, referral));
    if (done === null) return;
    onClose();
    await desk.refresh();
  };
  return (
    <Dialog title={end.title} onClose={onClose}>
      <p>{end.means}</p>
      <form
        class="stack wide"
        onSubmit={(event) => {
          event.preventDefault();
          void close();
        }}
      >
        <label class="choice">
          <input
            type="checkbox"
            checked={writes}
            onChange={(event) => {
              setWrites(event.currentTarget.checked);
            }}
          />
          <span>
            {end.letter.with}
            <span class="quiet small hint-line">{end.letter.withMeans}</span>
          </span>
        </label>
        {writes && <Referral draft={draft} wrong={tooLong ? end.letter.tooLong : null} />}
        <MistakeNote mistake={act.mistake} shown="password" />
        <div class="choices-row">
          <Submit label={writes ? end.letter.confirm : end.confirm} work={act.work} warn />
          <button class="button" type="button" data-first onClick={onClose}>
            {end.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The letter of referral: what is begun to this client stands in it, and what stands in it is kept as any letter that is begun. */
function Referral({ draft, wrong }: { readonly draft: Draft; readonly wrong: string | null }): JSX.Element {
  const { letter } = words.care.end;
  const { subject, text } = parted(draft.text.value);
  return (
    <>
      <Field
        label={letter.subjectLabel}
        value={subject}
        optional
        onValue={(changed) => {
          draft.write(joined({ subject: changed, text }));
        }}
        attributes={{ name: "subject", autocomplete: "off", spellcheck: false }}
      />
      <LongField
        label={letter.text}
        hint={letter.hint}
        wrong={wrong}
        value={text}
        optional
        onValue={(changed) => {
          draft.write(joined({ subject, text: changed }));
        }}
      />
      <p class="keeping-line">
        <Kept draft={draft} />
      </p>
    </>
  );
}
