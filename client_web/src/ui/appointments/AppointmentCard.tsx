import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { opens } from "../../state/agenda.ts";
import type { Appointment } from "../../state/agenda.ts";
import type { Appointments } from "../../state/appointments.ts";
import { calendarFile } from "../../state/calendar.ts";
import { timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Dialog } from "../Dialog.tsx";
import { save } from "../save.ts";
import { ProposeDialog } from "./ProposeDialog.tsx";
import { rangeOf, rangeThere } from "./range.ts";

const OPENS_BEFORE_MS = 10 * 60_000;

/** One appointment: when, how it stands, and what one can do about it. */
export function AppointmentCard(props: {
  readonly appointment: Appointment;
  readonly appointments: Appointments;
  readonly name: string;
  readonly me: string;
  readonly now: number;
  readonly live: boolean;
  /** Whoever is suspended looks, and takes the calendar file. */
  readonly suspended: boolean;
  readonly onJoin: () => void;
}): JSX.Element {
  const { appointment, name, now } = props;
  const mine = appointment.proposer === props.me;
  const there = rangeThere(appointment);
  const open = opens(appointment, now);
  return (
    <li class="card appointment" data-live={open}>
      <div class="card-words">
        <h3>{rangeOf(appointment, now)}</h3>
        {there !== null && <p class="quiet small">{there}</p>}
        <p>{name}</p>
        <p class={open ? "presence here" : "quiet small"}>{standingOf(appointment, mine, name, open)}</p>
        {appointment.note !== "" && <p class="said">{appointment.note}</p>}
      </div>
      <div class="choices-row">
        {open && !props.suspended && (
          <button class="button primary" type="button" onClick={props.onJoin}>
            {props.live ? words.appointments.join : words.appointments.open}
          </button>
        )}
        <Choices {...props} mine={mine} />
      </div>
    </li>
  );
}

function Choices(props: {
  readonly appointment: Appointment;
  readonly appointments: Appointments;
  readonly now: number;
  readonly mine: boolean;
  readonly suspended: boolean;
}): JSX.Element {
  const { appointment, appointments, mine, now, suspended } = props;
  const [asked, ask] = useState<"move" | "cancel" | null>(null);
  const [failed, fail] = useState(false);
  const close = (): void => {
    ask(null);
  };
  const answer = async (action: "accept" | "decline" | "cancel"): Promise<void> => {
    ask(null);
    fail(!(await appointments.answer(appointment, action)));
  };
  const said = words.appointments;
  const when = rangeOf(appointment, now);
  const proposed = appointment.standing === "proposed";
  return (
    <>
      {proposed && !mine && !suspended && (
        <>
          <button
            class="button primary"
            type="button"
            aria-label={said.acceptOf(when)}
            onClick={() => void answer("accept")}
          >
            {said.accept}
          </button>
          <button class="button" type="button" aria-label={said.declineOf(when)} onClick={() => void answer("decline")}>
            {said.decline}
          </button>
        </>
      )}
      {!proposed && (
        <button
          class="button plain"
          type="button"
          title={said.calendarMeans}
          onClick={() => {
            save(said.file, "text/calendar", calendarFile(appointment, now));
          }}
        >
          {said.calendar}
        </button>
      )}
      {!suspended && (
        <button
          class="button plain"
          type="button"
          onClick={() => {
            ask("move");
          }}
        >
          {said.move}
        </button>
      )}
      {(mine || !proposed) && !suspended && (
        <button
          class="button plain"
          type="button"
          onClick={() => {
            ask("cancel");
          }}
        >
          {proposed ? said.withdraw : said.cancel}
        </button>
      )}
      <span class="wrong small" role="status">
        {failed ? said.notSent : ""}
      </span>
      {asked === "move" && (
        <ProposeDialog
          of={appointment.appointment}
          title={said.moveTitle}
          {...(proposed ? {} : { means: said.moveMeans })}
          minutes={appointment.minutes}
          onSend={(time) => appointments.move(appointment, time)}
          onClose={close}
        />
      )}
      {asked === "cancel" && <CancelDialog onCancel={() => void answer("cancel")} onKeep={close} />}
    </>
  );
}

function CancelDialog(props: { readonly onCancel: () => void; readonly onKeep: () => void }): JSX.Element {
  const { cancelTitle, cancelMeans, cancel, cancelKeep } = words.appointments;
  return (
    <Dialog title={cancelTitle} onClose={props.onKeep}>
      <p>{cancelMeans}</p>
      <div class="choices-row">
        <button class="button warn" type="button" onClick={props.onCancel}>
          {cancel}
        </button>
        <button class="button" type="button" data-first onClick={props.onKeep}>
          {cancelKeep}
        </button>
      </div>
    </Dialog>
  );
}

function standingOf(appointment: Appointment, mine: boolean, name: string, open: boolean): string {
  const { standings, opensNow, opensAt } = words.appointments;
  if (open) return opensNow;
  if (appointment.standing === "proposed") return mine ? standings.mine(name) : standings.theirs(name);
  if (appointment.standing !== "accepted") return standings[appointment.standing];
  return `${standings.accepted}. ${opensAt(timeOf(appointment.start - OPENS_BEFORE_MS))}`;
}
