import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { MailLetter, Thread } from "../../state/mail/threads.ts";
import { dateAndTime, machine } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { nameOf } from "../names.ts";
import { Suspended } from "../Suspended.tsx";
import { AttachmentView } from "./AttachmentView.tsx";
import { LetterForm } from "./LetterForm.tsx";
import { useMailbox } from "./MailPage.tsx";
import { NotMonitored } from "./NotMonitored.tsx";

/** So many letters of a long thread are shown at once. */
const AT_ONCE = 5;

/** One thread: its letters in order, and an answer. */
export function ThreadPage({ desk, of }: { readonly desk: Desk; readonly of: string | undefined }): JSX.Element {
  useMailbox(desk);
  const { mail } = words;
  const thread = desk.mailbox.threads.value.find(({ key }) => key === of);
  const unread = thread?.unread ?? 0;
  useEffect(() => {
    if (thread !== undefined && unread > 0) void desk.mailbox.opened(thread);
  }, [desk, of, unread]);
  return (
    <div class="page mail">
      <BackToLetters />
      <h1 tabIndex={-1}>{thread === undefined || thread.subject === "" ? mail.title : thread.subject}</h1>
      {thread === undefined ? (
        <p class="quiet" role="status">
          {mail.gone}
        </p>
      ) : (
        <Whole key={thread.key} desk={desk} thread={thread} />
      )}
    </div>
  );
}

/** Of a long thread what is new and what came last stands there at once, and what was before on asking; on paper, all of it. */
function Whole({ desk, thread }: { readonly desk: Desk; readonly thread: Thread }): JSX.Element {
  const [first, showFrom] = useState(() => thread.letters[firstShown(thread.letters)]?.message);
  const [prints, print] = useState(0);
  const from =
    prints > 0
      ? 0
      : Math.max(
          0,
          thread.letters.findIndex(({ message }) => message === first),
        );
  useEffect(() => {
    if (prints > 0) globalThis.print();
  }, [prints]);
  return (
    <>
      <Acts
        desk={desk}
        thread={thread}
        onPrint={() => {
          print(prints + 1);
        }}
      />
      {from > 0 && (
        <div>
          <button
            class="button"
            type="button"
            onClick={() => {
              showFrom(undefined);
            }}
          >
            {words.mail.earlier(from)}
          </button>
        </div>
      )}
      <ol class="mail-letters">
        {thread.letters.slice(from).map((letter) => (
          <LetterView key={letter.message} desk={desk} thread={thread} letter={letter} />
        ))}
      </ol>
      <Answer desk={desk} thread={thread} />
    </>
  );
}

/** Where the letters begin that are shown at once: the newest few, and everything that was not read yet. */
export function firstShown(letters: readonly Pick<MailLetter, "unread">[]): number {
  if (letters.length <= AT_ONCE + 1) return 0;
  const unread = letters.findIndex((letter) => letter.unread);
  const newest = letters.length - AT_ONCE;
  return unread < 0 ? newest : Math.min(unread, newest);
}

function Answer({ desk, thread }: { readonly desk: Desk; readonly thread: Thread }): JSX.Element {
  const { conversation } = thread;
  const over = conversation.closing.value !== null || conversation.reading;
  if (over) return <p class="quiet">{words.mail.closed}</p>;
  if (desk.suspended) return <Suspended />;
  return (
    <section class="mail-answer stack wide" aria-labelledby="answer">
      <h2 id="answer">{words.mail.answer}</h2>
      <NotMonitored />
      <LetterForm key={thread.key} desk={desk} conversation={conversation.key} thread={thread.key} />
    </section>
  );
}

export function BackToLetters(): JSX.Element {
  return <BackTo to={{ name: "mail", part: "inbox" }} label={words.mail.back} />;
}

function Acts(props: { readonly desk: Desk; readonly thread: Thread; readonly onPrint: () => void }): JSX.Element {
  const { desk, thread, onPrint } = props;
  const { mail } = words;
  return (
    <p class="mail-acts">
      {!thread.conversation.reading && (
        <button class="button" type="button" onClick={() => void desk.mailbox.archive(thread, !thread.archived)}>
          {thread.archived ? mail.unarchive : mail.archive}
        </button>
      )}
      <button class="button" type="button" onClick={onPrint}>
        {mail.print}
      </button>
    </p>
  );
}

function LetterView(props: { readonly desk: Desk; readonly thread: Thread; readonly letter: MailLetter }): JSX.Element {
  const { mail } = words;
  const { letter, mine, former, time, progress } = props.letter;
  const { conversation } = props.thread;
  return (
    <li class="mail-letter">
      <p class="mail-from">
        <strong>{mine ? mail.you : former ? words.general.names.former : nameOf(conversation.other)}</strong>{" "}
        <time class="quiet small" dateTime={machine(time)}>
          {dateAndTime(time)}
        </time>
        {letter.purpose === "referral" && <span class="small"> {mail.referral}</span>}
      </p>
      {letter.text !== "" && <p class="mail-text">{letter.text}</p>}
      {letter.attachments.length > 0 && (
        <ul class="mail-files" aria-label={mail.files}>
          {letter.attachments.map((attachment) => (
            <AttachmentView
              key={attachment.name}
              attachment={attachment}
              bring={() => props.desk.mailbox.bring(conversation.key, attachment)}
            />
          ))}
        </ul>
      )}
      {progress !== null && <p class="quiet small">{mail.progress[progress]}</p>}
      {(progress === "failed" || progress === "held") && <Unsent {...props} />}
    </li>
  );
}

function Unsent({
  desk,
  thread,
  letter,
}: {
  readonly desk: Desk;
  readonly thread: Thread;
  readonly letter: MailLetter;
}): JSX.Element {
  const posting = desk.enter(thread.conversation.key)?.posting;
  return (
    <p class="mail-acts">
      <button class="button" type="button" onClick={() => posting?.again(letter.message)}>
        {words.mail.again}
      </button>
      <button class="button" type="button" onClick={() => posting?.discard(letter.message)}>
        {words.mail.letGo}
      </button>
    </p>
  );
}
