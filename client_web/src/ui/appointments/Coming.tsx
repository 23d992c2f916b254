import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { coming } from "../../state/agenda.ts";
import type { Appointment } from "../../state/agenda.ts";
import type { Desk } from "../../state/desk.ts";
import type { Room } from "../../state/room.ts";
import { words } from "../../words/words.ts";
import { nameOf } from "../names.ts";
import { usePage } from "../page.ts";
import { AppointmentCard } from "./AppointmentCard.tsx";
import { useNow } from "./now.ts";

/** What comes next, of all conversations or of one: agreed, or waiting for a word, the soonest first. */
export function Coming(props: {
  readonly desk: Desk;
  readonly rooms: readonly Room[];
  readonly most: number;
  /** Only what begins before this time. */
  readonly before?: number;
  /** A heading of its own, where it is a part of a page. */
  readonly heading: string | null;
  /** Only what waits for the reader's word. */
  readonly asked?: boolean;
}): JSX.Element | null {
  const page = usePage();
  const now = useNow();
  // What is closed has nothing coming, whatever was agreed on there.
  const rooms = props.rooms.filter(({ conversation }) => !conversation.over);
  const next = rooms
    .flatMap((room) => coming(room.appointments.agenda.value, now).map((appointment) => ({ room, appointment })))
    .filter(({ appointment }) => appointment.start < (props.before ?? Infinity))
    .filter(({ appointment }) => props.asked !== true || isAsked(appointment, props.desk.me))
    .sort((one, other) => one.appointment.start - other.appointment.start)
    .slice(0, props.most);
  useMet(
    props.desk,
    next.map(({ room, appointment }) => `${room.conversation.key} ${appointment.appointment}`),
  );
  const waiting = rooms.filter((room) => room.appointments.waiting.value.length > 0);
  if (next.length === 0 && waiting.length === 0) return null;
  return (
    <section class="stack wide" aria-label={props.heading ?? words.appointments.next}>
      {props.heading !== null && <h2>{props.heading}</h2>}
      {waiting.map((room) => (
        <OnItsWay key={room.conversation.key} room={room} />
      ))}
      <ul class="cards" hidden={next.length === 0}>
        {next.map(({ room, appointment }) => (
          <AppointmentCard
            key={appointment.appointment}
            appointment={appointment}
            appointments={room.appointments}
            name={nameOf(room.conversation.other)}
            me={props.desk.me}
            now={now}
            live={room.conversation.live.value !== null}
            suspended={props.desk.suspended}
            onJoin={() => {
              if (room.conversation.live.peek() === null) void room.sessions.start();
              page.go({ name: "conversation", key: room.conversation.key });
            }}
          />
        ))}
      </ul>
    </section>
  );
}

/** The other side proposed it, and nobody has said yes or no. */
function isAsked({ standing, proposer }: Appointment, me: string): boolean {
  return standing === "proposed" && proposer !== me;
}

/** Who sees an appointment has read what was said about it; what is not shown here goes on waiting. */
function useMet(desk: Desk, shown: readonly string[]): void {
  const unread = desk.mail.unread.value?.letters ?? 0;
  const list = shown.join(", ");
  const said = desk.mailbox.meetings.value.length;
  useEffect(() => {
    if (unread === 0 || shown.length === 0) return;
    void desk.mailbox.met((meeting) => shown.includes(`${meeting.conversation.key} ${meeting.said.appointment}`));
    // Once for whatever comes to be shown, for every step that came, and for every count that the service tells.
  }, [desk, unread, list, said]);
}

/** What was said a moment ago, or while there was no network, and what could not be sent. */
function OnItsWay({ room }: { readonly room: Room }): JSX.Element {
  const failed = room.appointments.waiting.value.filter(({ progress }) => progress === "failed" || progress === "held");
  return (
    <p class={failed.length > 0 ? "wrong" : "quiet small"} role="status">
      {failed.length > 0 ? words.appointments.notSent : words.appointments.sending}{" "}
      {failed.length > 0 && (
        <button
          class="link"
          type="button"
          onClick={() => {
            for (const { message } of failed) room.appointments.again(message);
          }}
        >
          {words.conversation.again}
        </button>
      )}
    </p>
  );
}
