import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { Decision } from "../../state/custody/deciding.ts";
import type { OpenedRecord, Released } from "../../state/custody/opening.ts";
import { dayName, machine, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { useFocusAtOnce } from "../focus.ts";
import { Note } from "../Note.tsx";

/** What opened, for the eyes of its recipient: in this page only, and gone with it. */
export function OpenedView(props: { readonly opened: OpenedRecord; readonly decision: Decision }): JSX.Element {
  const { opened, decision } = props;
  const title = useRef<HTMLHeadingElement>(null);
  useFocusAtOnce(title);
  const said = words.custody;
  const drill = decision.client === null;
  return (
    <section class="stack wide" aria-labelledby="opened">
      <h2 id="opened" tabIndex={-1} ref={title}>
        {drill ? said.openedDrill : said.opened}
      </h2>
      {opened.named.length > 0 && (
        <Note icon="alert">
          <ul>
            {opened.named.map((custodian, n) => (
              <li key={`${custodian ?? ""} ${n}`}>
                {custodian === null ? said.namedDeposit : said.namedShare(alias(custodian))}
              </li>
            ))}
          </ul>
        </Note>
      )}
      {!drill && <Messages messages={opened.messages} client={decision.client} />}
    </section>
  );
}

function Messages(props: { readonly messages: readonly Released[]; readonly client: string | null }): JSX.Element {
  const { messages, client } = props;
  const said = words.custody;
  if (messages.length === 0) return <p>{said.noMessages}</p>;
  return (
    <ol class="released" aria-label={said.messages}>
      {messages.map((message) => (
        <li key={message.sequence}>
          <p class="quiet small">
            {message.sender === client ? said.by.client : said.by.therapist} ·{" "}
            <time dateTime={machine(message.time)}>
              {dayName(message.time, Date.now())}, {timeOf(message.time)}
            </time>
          </p>
          {message.subject !== "" && <p class="released-subject">{message.subject}</p>}
          {message.kind === "check-in" && <p class="released-subject">{said.checkIn}</p>}
          <p class="released-text">{message.text === "" ? otherWords(message.kind) : message.text}</p>
        </li>
      ))}
    </ol>
  );
}

function otherWords(kind: string): string {
  const { other } = words.custody;
  return Object.hasOwn(other, kind) ? other[kind as keyof typeof other] : "";
}
