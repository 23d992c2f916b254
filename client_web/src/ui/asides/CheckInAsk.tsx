import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { beforeWords } from "../../state/before_words.ts";
import type { BeforeWords, Safe } from "../../state/before_words.ts";
import type { Room } from "../../state/room.ts";
import { words } from "../../words/words.ts";
import { nameInside, nameOf } from "../names.ts";
import { usePage } from "../page.ts";
import { AsideStatus } from "./AsideStatus.tsx";
import { CheckInForm } from "./CheckInForm.tsx";

/**
 * What a client is asked before the first words of a session: once, and again when their therapist asks again. It stands above what they
 * write and keeps them from nothing: who simply writes has skipped it.
 */
export function CheckInAsk({ room }: { readonly room: Room }): JSX.Element {
  const before = beforeWords(room.conversation);
  const owed = before !== null && isOwed(room, before);
  const { ask } = words.asides;
  return (
    <>
      {/* Told to who does not see it, since the focus is where one writes. */}
      <p class="hidden" role="status">
        {owed ? `${ask.title}: ${ask.question}` : ""}
      </p>
      {/* Asked again, it begins anew. */}
      {owed && <Asking key={before.asked?.sequence ?? 0} room={room} again={before.asked !== null} />}
    </>
  );
}

function isOwed({ conversation, asides }: Room, { checkIn, asked, spoke }: BeforeWords): boolean {
  const skipped = asides.skipped.value;
  const isSkipped = skipped !== null && skipped.session === conversation.live.value;
  if (asked !== null) return !isSkipped || asked.sequence > skipped.sequence;
  return checkIn === null && !spoke && !isSkipped;
}

function Asking({ room, again }: { readonly room: Room; readonly again: boolean }): JSX.Element {
  const [safe, set] = useState<Safe | null>(null);
  const title = useId();
  const body = useRef<HTMLElement>(null);
  const first = useRef(true);
  const { ask } = words.asides;
  const { other } = room.conversation;
  const choose = (said: Safe | null) => (): void => {
    set(said);
  };
  // What was pressed is gone: the focus goes on to what came in its place.
  useLayoutEffect(() => {
    if (!first.current) body.current?.focus();
    first.current = false;
  }, [safe]);
  return (
    <section class="aside" aria-labelledby={title} tabIndex={-1} ref={body}>
      <h2 id={title}>{safe === "no" ? ask.unsafe : ask.title}</h2>
      {safe === null && (
        <>
          <p>
            {again && <span>{ask.again(nameOf(other))} </span>}
            <strong>{ask.question}</strong> <span class="quiet small">{ask.free}</span>
          </p>
          <div class="choices-row">
            <Choice label={ask.yes} onChoose={choose("yes")} />
            <Choice label={ask.no} onChoose={choose("no")} />
            <Choice
              label={ask.skip}
              plain
              onChoose={() => {
                room.asides.skip();
              }}
            />
          </div>
        </>
      )}
      {safe === "no" && <Unsafe room={room} onBack={choose(null)} />}
      {safe === "yes" && <CheckInForm room={room} onBack={choose(null)} />}
      <AsideStatus asides={room.asides} />
    </section>
  );
}

/** The way out first; the therapist learns of it only by the client's own choice. */
function Unsafe({ room, onBack }: { readonly room: Room; readonly onBack: () => void }): JSX.Element {
  const page = usePage();
  const { ask } = words.asides;
  const { other } = room.conversation;
  const said = { safe: "no", place: "", telephone: "", contact: "" } as const;
  return (
    <>
      <p>{ask.unsafeMeans(nameOf(other))}</p>
      <div class="choices-row">
        <button
          class="button primary"
          type="button"
          onClick={() => {
            page.leave();
          }}
        >
          {words.general.exit}
        </button>
        <Choice label={ask.tell(nameInside(other))} onChoose={() => void room.asides.checkIn(said)} />
        <Choice label={ask.back} plain onChoose={onBack} />
      </div>
      <p class="quiet small">{ask.tellMeans}</p>
    </>
  );
}

function Choice(props: {
  readonly label: string;
  readonly plain?: boolean;
  readonly onChoose: () => void;
}): JSX.Element {
  return (
    <button class={props.plain === true ? "button plain" : "button"} type="button" onClick={props.onChoose}>
      {props.label}
    </button>
  );
}
