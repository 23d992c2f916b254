import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { coming } from "../../state/agenda.ts";
import type { Desk } from "../../state/desk.ts";
import type { Room } from "../../state/room.ts";
import { words } from "../../words/words.ts";
import { Dialog } from "../Dialog.tsx";
import { Icon } from "../Icon.tsx";
import { nameOf } from "../names.ts";
import { Coming } from "./Coming.tsx";
import { ProposeDialog } from "./ProposeDialog.tsx";

/** When the people of a conversation meet, and the way to propose a time. */
export function AppointmentsButton({ desk, room }: { readonly desk: Desk; readonly room: Room }): JSX.Element {
  const [open, set] = useState<"list" | "propose" | null>(null);
  const { appointments } = words;
  const close = (): void => {
    set(null);
  };
  return (
    <>
      <button
        class="button plain compare meet"
        type="button"
        aria-label={appointments.title}
        title={appointments.title}
        onClick={() => {
          set("list");
        }}
      >
        <Icon name="calendar" />
        <span class="act-word">{appointments.title}</span>
      </button>
      {open === "list" && (
        <Dialog title={appointments.title} onClose={close}>
          <Listed desk={desk} room={room} />
          <div class="choices-row">
            <button
              class="button primary"
              type="button"
              data-first
              onClick={() => {
                set("propose");
              }}
            >
              {appointments.propose}
            </button>
            <button class="button" type="button" onClick={close}>
              {words.general.close}
            </button>
          </div>
        </Dialog>
      )}
      {open === "propose" && (
        <ProposeDialog
          of={room.conversation.key}
          title={appointments.proposeTo(nameOf(room.conversation.other))}
          onSend={(time) => room.appointments.propose(time)}
          onClose={close}
        />
      )}
    </>
  );
}

function Listed({ desk, room }: { readonly desk: Desk; readonly room: Room }): JSX.Element {
  const { empty, emptyMeans } = words.appointments;
  if (coming(room.appointments.agenda.value, Date.now()).length > 0) {
    return <Coming desk={desk} rooms={[room]} most={20} heading={null} />;
  }
  return (
    <div>
      <p>{empty}</p>
      <p class="quiet small">{emptyMeans}</p>
    </div>
  );
}
