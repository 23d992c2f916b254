import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { ConversationKey } from "../../state/id.ts";
import type { Roster, RosterItem } from "../../state/roster.ts";
import { words } from "../../words/words.ts";
import { nameOf } from "../names.ts";
import { Suspended } from "../Suspended.tsx";
import { LetterForm } from "./LetterForm.tsx";
import { useMailbox } from "./MailPage.tsx";
import { NotMonitored } from "./NotMonitored.tsx";
import { BackToLetters } from "./ThreadPage.tsx";

/** A new letter. Who has several conversations chooses whom it is for. */
export function ComposePage({ desk }: { readonly desk: Desk }): JSX.Element {
  useMailbox(desk);
  const roster = desk.roster.value;
  const open = roster.kind === "ready" ? roster.items.filter(({ over }) => !over) : [];
  const [picked, pick] = useState<ConversationKey | null>(null);
  const begun = desk.drafts.unsent.value.find(({ thread }) => thread === null)?.conversation;
  const single = open.length === 1 ? open[0] : open.find(({ key }) => key === begun);
  const to = picked ?? single?.key ?? null;
  return (
    <div class="page mail">
      <BackToLetters />
      <h1 tabIndex={-1}>{words.mail.compose}</h1>
      {!desk.suspended && <NotMonitored />}
      {open.length === 0 && !desk.suspended && <Nobody roster={roster} />}
      {open.length > 1 && !desk.suspended && <Recipients items={open} picked={to} pick={pick} />}
      {desk.suspended && <Suspended />}
      {to !== null && !desk.suspended && <LetterForm key={to} desk={desk} conversation={to} thread={null} />}
    </div>
  );
}

/** Why no letter can be written: nobody is there yet, or nobody is there any more. */
function Nobody({ roster }: { readonly roster: Roster }): JSX.Element | null {
  const none = roster.kind === "waiting" || (roster.kind === "ready" && roster.items.length === 0);
  if (!none && roster.kind !== "ready") return null;
  return <p class="quiet">{none ? words.mail.nobody : words.mail.closed}</p>;
}

function Recipients(props: {
  readonly items: readonly RosterItem[];
  readonly picked: ConversationKey | null;
  readonly pick: (key: ConversationKey) => void;
}): JSX.Element {
  return (
    <fieldset class="field">
      <legend>{words.mail.choose}</legend>
      {props.items.map(({ key, conversation }) => (
        <label key={key} class="choice">
          <input
            type="radio"
            name="letter-to"
            checked={key === props.picked}
            onChange={() => {
              props.pick(key);
            }}
          />
          {nameOf(conversation.other)}
        </label>
      ))}
    </fieldset>
  );
}
