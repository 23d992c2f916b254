import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import { alias } from "../../state/alias.ts";
import { accountKey } from "../../state/id.ts";
import type { NoticeItem } from "../../state/mail/notices.ts";
import { machine, when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Dialog } from "../Dialog.tsx";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { useFocusInPlace } from "../focus.ts";
import { BackTo } from "../BackTo.tsx";
import { Icon } from "../Icon.tsx";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";
import { answeredWords, answerWords, confirmWords, kindWords, senderWords } from "./names.ts";

/** One notice, which is read by being shown, with what can be answered to it. */
export function NoticePage({ desk, notice }: { readonly desk: Desk; readonly notice: string }): JSX.Element {
  const { notices } = desk.mail;
  const list = notices.list.value;
  const item = list.kind === "ready" ? list.items.find(({ key }) => key === notice) : undefined;
  useEffect(() => {
    if (item !== undefined) void notices.markRead(item.key);
  }, [item?.key]);
  return (
    <div class="page narrow">
      <BackTo to={{ name: "mail", part: "notices" }} label={words.notices.back} />
      {item === undefined ? (
        <div class="stack">
          <h1 tabIndex={-1}>{words.notices.title}</h1>
          <p class="quiet" role="status">
            {list.kind === "loading" ? words.notices.loading : words.notices.gone}
          </p>
        </div>
      ) : (
        <Shown desk={desk} item={item} />
      )}
    </div>
  );
}

function Shown({ desk, item }: { readonly desk: Desk; readonly item: NoticeItem }): JSX.Element {
  return (
    <article class="stack wide notice">
      <h1 tabIndex={-1}>{item.title}</h1>
      <p class="quiet">
        {kindWords(item.kind)} · {sender(item)} ·{" "}
        <time dateTime={machine(item.postedAt)}>{when(item.postedAt, Date.now())}</time>
      </p>
      {item.text !== "" && <p class="notice-text">{item.text}</p>}
      <Asked item={item} />
      <Proposed item={item} />
      {item.answers.length > 0 && <Answer desk={desk} item={item} />}
    </article>
  );
}

/** By role; a client whom intake helps by what everyone on staff calls them. */
function sender({ kind, sender: account, senderRole, senderName }: NoticeItem): string {
  return kind === "request" ? words.notices.client(alias(accountKey(account))) : senderWords(senderRole, senderName);
}

/** What else a request says, and the way to the one who asks. */
function Asked({ item }: { readonly item: NoticeItem }): JSX.Element | null {
  if (item.kind !== "request") return null;
  const { request } = words.notices;
  const value = (name: string): string | undefined => item.values.find((each) => each.name === name)?.value;
  const [history, therapist] = [value("history"), value("therapist")];
  return (
    <div class="stack">
      {item.text === "" && <p class="quiet">{request.noReasons}</p>}
      {therapist !== undefined && <p>{request.wish(therapist)}</p>}
      {(history === "share" || history === "keep") && <p>{request.history[history]}</p>}
      <PlaceLink to={{ name: "queue", of: accountKey(item.sender) }} label={request.open} button />
    </div>
  );
}

/** Who is proposed: the way to what they say of themselves. */
function Proposed({ item }: { readonly item: NoticeItem }): JSX.Element | null {
  const { directory } = usePage().entrance.lobby;
  const name = item.kind === "match" ? item.values.find((each) => each.name === "therapist")?.value : undefined;
  useEffect(() => {
    if (name !== undefined) void directory.reading.read();
  }, [directory, name]);
  const all = directory.reading.state.value;
  const found = all.kind === "ready" ? all.value.find((each) => each.name === name) : undefined;
  if (found === undefined) return null;
  return (
    <p class="owed">
      <PlaceLink to={{ name: "therapist", of: found.therapist }} label={words.notices.readAbout(found.name)} />
    </p>
  );
}

/** The buttons, a sentence before what cannot be undone, and what was answered. */
function Answer({ desk, item }: { readonly desk: Desk; readonly item: NoticeItem }): JSX.Element {
  const { notices } = desk.mail;
  const [asked, setAsked] = useState<string | null>(null);
  const sending = notices.answering.value === item.key;
  const trouble = notices.trouble.value;
  if (item.answered !== null) return <Answered answer={item.answered} />;
  return (
    <div class="stack wide">
      {trouble?.key === item.key && (
        <Note icon="alert" warn>
          <p>{words.notices.trouble[trouble.why]}</p>
        </Note>
      )}
      <div class="actions" role="group" aria-label={words.notices.waits}>
        {item.answers.map((answer, n) => (
          <button
            key={answer}
            class={n === 0 ? "button primary" : "button"}
            type="button"
            aria-disabled={sending}
            onClick={() => {
              if (!sending) setAsked(answer);
            }}
          >
            {answerWords(answer)}
          </button>
        ))}
      </div>
      <p class="quiet" role="status">
        {sending ? words.notices.sending : ""}
      </p>
      {asked !== null && (
        <Dialog
          title={answerWords(asked)}
          onClose={() => {
            setAsked(null);
          }}
        >
          <p>{confirmWords(item.kind, asked)}</p>
          <div class="actions">
            <button
              class="button primary"
              type="button"
              onClick={() => {
                setAsked(null);
                // What was accepted may have opened a conversation.
                void notices.answer(item.key, asked).then((taken) => (taken ? desk.refresh() : undefined));
              }}
            >
              {answerWords(asked)}
            </button>
            <button
              class="button"
              type="button"
              onClick={() => {
                setAsked(null);
              }}
            >
              {words.notices.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

/** What was answered, now or before. */
function Answered({ answer }: { readonly answer: string }): JSX.Element {
  const line = useRef<HTMLParagraphElement>(null);
  useFocusInPlace(line);
  return (
    <p class="notice-answered" role="status" tabIndex={-1} ref={line}>
      <Icon name="kept" />
      {answeredWords(answer)}
    </p>
  );
}
