import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { keyOf } from "../../state/id.ts";
import type { Device, HistoryEvent, SignInSession } from "../../state/identity_http.ts";
import type { Me } from "../../state/me/me.ts";
import type { Mistake } from "../../state/mistake.ts";
import { capital, machine, moment } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Done } from "./Done.tsx";
import { MePage } from "./MePage.tsx";
import { Ready } from "./Ready.tsx";

/** Where one is signed in, with the means to end it; and what happened lately (S9). */
export function SignIns({ me }: { readonly me: Me }): JSX.Element {
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const [ended, setEnded] = useState<{ readonly said: string; readonly at: number } | null>(null);
  const busy = useRef(false);
  const { signIns, parts } = words.me;
  useEffect(() => {
    void me.readSignIns();
  }, [me]);
  const end = (session: Uint8Array | null): void => {
    if (busy.current) return;
    busy.current = true;
    void me.endSession(session).then((wrong) => {
      busy.current = false;
      setMistake(wrong);
      const said = session === null ? signIns.endedOthers : signIns.ended;
      setEnded(wrong === null ? { said, at: Date.now() } : null);
    });
  };
  return (
    <MePage title={parts["sign-ins"][0]}>
      <MistakeNote mistake={mistake} shown="password" />
      {ended !== null && <Done key={ended.at}>{ended.said}</Done>}
      <Ready read={me.sessions.value} onAgain={() => void me.readSignIns()}>
        {(sessions) => <Sessions sessions={sessions} onEnd={end} />}
      </Ready>
      <section class="stack wide">
        <h2>{signIns.historyTitle}</h2>
        <p class="quiet">{signIns.historyIntro}</p>
        <Ready read={me.history.value} onAgain={() => void me.readSignIns()}>
          {(events) => <History events={events} />}
        </Ready>
      </section>
    </MePage>
  );
}

function Sessions(props: {
  readonly sessions: readonly SignInSession[];
  readonly onEnd: (session: Uint8Array | null) => void;
}): JSX.Element {
  const { sessions, onEnd } = props;
  const { signIns } = words.me;
  return (
    <section class="stack wide">
      <ul class="lines">
        {sessions.map((session) => (
          <li key={keyOf(session.session)}>
            <div>
              <strong>{session.current ? signIns.here : deviceWords(session.device)}</strong>
              {session.current && <p>{deviceWords(session.device)}</p>}
              <p class="quiet small">
                {signIns.since(moment(session.began, Date.now()), moment(session.active, Date.now()))}
              </p>
            </div>
            {!session.current && (
              <button
                class="button"
                type="button"
                aria-label={signIns.endLong(deviceWords(session.device))}
                onClick={() => {
                  onEnd(session.session);
                }}
              >
                {signIns.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <>
          <p>{signIns.strange}</p>
          <button
            class="button"
            type="button"
            onClick={() => {
              onEnd(null);
            }}
          >
            {signIns.endOthers}
          </button>
        </>
      ) : (
        <p class="quiet">{signIns.alone}</p>
      )}
    </section>
  );
}

function History({ events }: { readonly events: readonly HistoryEvent[] }): JSX.Element {
  const { signIns } = words.me;
  if (events.length === 0) return <p>{signIns.none}</p>;
  return (
    <ul class="lines">
      {events.map((event, at) => (
        <li key={at}>
          <div>
            {eventWords(event.event)}
            {event.device !== null && <p class="quiet small">{deviceWords(event.device)}</p>}
          </div>
          <time class="quiet small" dateTime={machine(event.at)}>
            {capital(moment(event.at, Date.now()))}
          </time>
        </li>
      ))}
    </ul>
  );
}

/** "Firefox on Linux", as far as that was told. */
function deviceWords({ browser, system }: Device): string {
  const { signIns } = words.me;
  if (browser === "program") return signIns.program;
  if (browser === "other" && system === "other") return signIns.unknownDevice;
  return signIns.device(signIns.browsers[browser], signIns.systems[system]);
}

function eventWords(event: string): string {
  const { events } = words.me.signIns;
  return Object.hasOwn(events, event) ? events[event as keyof typeof events] : events.other;
}
