import type { ComponentChildren, JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import type { ConversationKey } from "../state/id.ts";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { CheckInAsk } from "./asides/CheckInAsk.tsx";
import { CheckInCard } from "./asides/CheckInCard.tsx";
import { WordAsked } from "./asides/WordAsked.tsx";
import { WordCompared } from "./asides/WordCompared.tsx";
import { BeforeYou } from "./BeforeYou.tsx";
import { Closed } from "./Closed.tsx";
import { Composer } from "./Composer.tsx";
import { ConnectionBanner } from "./ConnectionBanner.tsx";
import { ConversationHeader } from "./ConversationHeader.tsx";
import { PlaceLink } from "./door/PlaceLink.tsx";
import { KeysChanged } from "./KeysChanged.tsx";
import { nameOf } from "./names.ts";
import { NotesBeside } from "./notes/NotesBeside.tsx";
import { NotesButton } from "./notes/NotesButton.tsx";
import { usePage } from "./page.ts";
import { NoSession } from "./NoSession.tsx";
import { Referral } from "./Referral.tsx";
import { SearchBar } from "./search/SearchBar.tsx";
import { useSearchEnd, useSearchKeys } from "./search/keys.ts";
import { Suspended } from "./Suspended.tsx";
import { Stopped } from "./Stopped.tsx";
import { Transcript } from "./Transcript.tsx";
import { TypingLine } from "./TypingLine.tsx";

/** A conversation: who is there, what was said, and where one writes. */
export function ConversationPage(props: { readonly desk: Desk; readonly conversation: ConversationKey }): JSX.Element {
  const { desk } = props;
  const roster = desk.roster.value;
  const known = roster.kind === "ready";
  // What is somebody else's now leaves the screen.
  const listed = known && roster.items.some(({ key }) => key === props.conversation);
  const room = useMemo(() => desk.enter(props.conversation), [desk, props.conversation, known, listed]);
  if (room === null) return known ? <Gone /> : <Loading />;
  return <Inside desk={desk} room={room} />;
}

/** Told anew when yet other keys come while these are looked at: what is accepted is what was shown. */
function NewKeys({ desk, room }: { readonly desk: Desk; readonly room: Room }): JSX.Element {
  const members = room.conversation.members.value;
  const key = members.map(({ generation }) => generation).join(" ");
  return <KeysChanged key={key} room={room} onGoOn={() => desk.goOn(room, members)} />;
}

/** A therapist has their own notes beside it, about whomever they treat here. */
function Inside({ desk, room }: { readonly desk: Desk; readonly room: Room }): JSX.Element {
  const { entrance } = usePage();
  const [noting, note] = useState(false);
  const { conversation } = room;
  const me = entrance.me.value;
  if (me === null || desk.role !== "therapist" || conversation.reading) return <Talk desk={desk} room={room} />;
  const beside = noting && conversation.phase.value.kind !== "stopped";
  const toggle = (): void => {
    note(!noting);
  };
  return (
    <div class={beside ? "with-notes" : "without-notes"}>
      <Talk desk={desk} room={room}>
        <NotesButton conversation={conversation.key} open={beside} onToggle={toggle} />
      </Talk>
      {beside && <NotesBeside me={me} conversation={conversation} onClose={toggle} />}
    </div>
  );
}

function Talk(props: { readonly desk: Desk; readonly room: Room; readonly children?: ComponentChildren }): JSX.Element {
  const { desk, room } = props;
  const { conversation } = room;
  const phase = conversation.phase.value;
  const live = conversation.live.value !== null;
  const draft = desk.drafts.of(conversation.key);
  const talk = useRef<HTMLDivElement>(null);
  useSearchKeys(talk, room.search);
  useSearchEnd(talk, room.search);
  if (phase.kind === "stopped") return <Stopped reason={phase.reason} />;
  if (conversation.changed.value) return <NewKeys desk={desk} room={room} />;
  return (
    <div class="conversation" ref={talk}>
      <ConversationHeader desk={desk} room={room}>
        {props.children}
      </ConversationHeader>
      <div>
        <SearchBar desk={desk} room={room} />
        <ConnectionBanner line={desk.connection.line.value} />
        <BeforeYou desk={desk} conversation={conversation} />
        <Referral conversation={conversation} />
        {!conversation.over && !desk.suspended && (
          <div class="asides">
            {desk.role === "therapist" && <CheckInCard room={room} />}
            <WordCompared room={room} />
          </div>
        )}
      </div>
      <Transcript room={room} />
      <div class="foot">
        <TypingLine conversation={conversation} name={nameOf(conversation.other)} />
        {!conversation.over && !desk.suspended && (
          <>
            {desk.role === "client" && <CheckInAsk room={room} />}
            <WordAsked room={room} />
          </>
        )}
        {conversation.over ? (
          <Closed desk={desk} conversation={conversation} />
        ) : (
          <>
            {!live && draft.text.value !== "" && <p class="draft-waits quiet small">{words.conversation.draftWaits}</p>}
            {desk.suspended ? (
              <Suspended foot />
            ) : live ? (
              <Composer room={room} draft={draft} />
            ) : (
              <NoSession room={room} />
            )}
          </>
        )}
      </div>
    </div>
  );
}

function Loading(): JSX.Element {
  return (
    <div class="page">
      <h1 class="hidden" tabIndex={-1}>
        {words.general.title}
      </h1>
      <p class="quiet" role="status">
        {words.conversation.loading}
      </p>
    </div>
  );
}

/** It is not this person's, or not any more. */
function Gone(): JSX.Element {
  const { gone } = words.care;
  return (
    <div class="page narrow">
      <h1 tabIndex={-1}>{gone.title}</h1>
      <p role="status">{gone.means}</p>
      <div class="actions">
        <PlaceLink to={{ name: "home" }} label={gone.home} button />
      </div>
    </div>
  );
}
