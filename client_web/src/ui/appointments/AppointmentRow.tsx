import type { ComponentChildren, JSX } from "preact";
import type { Said } from "../../state/agenda.ts";
import { words } from "../../words/words.ts";
import { rangeOf } from "./range.ts";

/** What somebody did about an appointment, as one line of the record. */
export function AppointmentRow(props: {
  readonly row: string;
  readonly said: Said;
  readonly mine: boolean;
  readonly name: string;
  /** A search leads here. */
  readonly found: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { said, mine, name } = props;
  return (
    <p class="ended quiet small" data-row={props.row} aria-current={props.found || undefined}>
      {mine ? ownWords(said) : otherWords(said, name)}
      {props.children}
    </p>
  );
}

function ownWords(said: Said): string {
  const { rows } = words.appointments;
  const when = rangeOf(said, Date.now());
  switch (said.action) {
    case "propose":
      return said.revision === 1 ? rows.proposedByYou(when) : rows.movedByYou(when);
    case "accept":
      return rows.acceptedByYou(when);
    case "decline":
      return rows.declinedByYou(when);
    case "cancel":
      return rows.cancelledByYou(when);
  }
}

/** What the other side did, in words. */
export function otherWords(said: Said, name: string): string {
  const { rows } = words.appointments;
  const when = rangeOf(said, Date.now());
  switch (said.action) {
    case "propose":
      return said.revision === 1 ? rows.proposedByOther(name, when) : rows.movedByOther(name, when);
    case "accept":
      return rows.acceptedByOther(name, when);
    case "decline":
      return rows.declinedByOther(name, when);
    case "cancel":
      return rows.cancelledByOther(name, when);
  }
}
