import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { LENGTHS, MAX_NOTE_BYTES } from "../../state/appointments.ts";
import type { Time } from "../../state/appointments.ts";
import { words } from "../../words/words.ts";
import { momentOf, ownZone, placeOfZone } from "../../words/zones.ts";
import { Dialog } from "../Dialog.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";

type Wrong = "day" | "note" | "sending";

/** Asks for a day, a time and a length, in the reader's own zone. */
export function ProposeDialog(props: {
  readonly title: string;
  /** The conversation, or the appointment that is moved. */
  readonly of: string;
  readonly means?: string;
  readonly minutes?: number;
  readonly onSend: (time: Time) => Promise<boolean>;
  readonly onClose: () => void;
}): JSX.Element {
  const { appointments } = words;
  const kept = useKeptForm("meeting", props.of, () => ({ day: "", time: "", minutes: props.minutes ?? 50, note: "" }));
  const { day, time, minutes, note } = kept.value;
  const [wrong, setWrong] = useState<readonly [Wrong, number] | null>(null);
  const [sending, setSending] = useState(false);
  const id = useId();
  const refuse = (what: Wrong): void => {
    setWrong((before) => [what, (before?.[1] ?? 0) + 1]);
  };
  const send = async (): Promise<void> => {
    const start = momentOf(day, time);
    if (start === null || start <= Date.now()) {
      refuse("day");
      return;
    }
    if (new TextEncoder().encode(note).length > MAX_NOTE_BYTES) {
      refuse("note");
      return;
    }
    setSending(true);
    const sent = await props.onSend({ start, minutes, zone: ownZone(), note });
    setSending(false);
    if (sent) {
      kept.done();
      props.onClose();
    } else refuse("sending");
  };
  const what = wrong?.[0] ?? null;
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      {props.means !== undefined && <p>{props.means}</p>}
      <Form wrong={wrong?.[1]} onSubmit={() => void send()}>
        <div class="field" id={`${id}-when`}>
          <label for={`${id}-day`}>{appointments.day}</label>
          <span class="hint">{appointments.zone(placeOfZone(ownZone()))}</span>
          {what === "day" && (
            <span class="wrong" id={`${id}-wrong`} role="alert">
              {appointments.wrongDay}
            </span>
          )}
          <input
            class="input"
            id={`${id}-day`}
            type="date"
            data-first
            value={day}
            aria-invalid={what === "day"}
            aria-describedby={what === "day" ? `${id}-wrong` : undefined}
            onInput={(event) => {
              kept.change({ day: event.currentTarget.value });
            }}
          />
        </div>
        <div class="side-by-side">
          <div class="field">
            <label for={`${id}-time`}>{appointments.time}</label>
            <input
              class="input"
              id={`${id}-time`}
              type="time"
              value={time}
              onInput={(event) => {
                kept.change({ time: event.currentTarget.value });
              }}
            />
          </div>
          <div class="field">
            <label for={`${id}-minutes`}>{appointments.minutes}</label>
            <select
              class="input"
              id={`${id}-minutes`}
              value={minutes}
              onChange={(event) => {
                kept.change({ minutes: Number(event.currentTarget.value) });
              }}
            >
              {LENGTHS.map((each) => (
                <option key={each} value={each}>
                  {appointments.minutesOf(each)}
                </option>
              ))}
            </select>
          </div>
        </div>
        <LongField
          label={appointments.note}
          hint={appointments.noteHint}
          wrong={what === "note" ? appointments.wrongNote : null}
          rows={2}
          optional
          value={note}
          onValue={kept.on("note")}
        />
        <p class="wrong" role="status">
          {what === "sending" ? appointments.notSent : ""}
        </p>
        <div class="choices-row">
          <button class="button primary" type="submit" aria-disabled={sending}>
            {sending ? appointments.sending : appointments.send}
          </button>
          <button class="button" type="button" onClick={props.onClose}>
            {words.general.close}
          </button>
        </div>
      </Form>
    </Dialog>
  );
}
