import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { Thread } from "../../state/mail/threads.ts";
import type { MailPart } from "../../state/place.ts";
import { isIn, soughtOf } from "../../state/search/sought.ts";
import type { Sought } from "../../state/search/sought.ts";
import { capital, when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { More } from "../More.tsx";
import { nameOf } from "../names.ts";
import { usePage } from "../page.ts";
import { useRemembered } from "../remembered.ts";
import { Meetings } from "./Meetings.tsx";

export type Folder = "inbox" | "sent" | "archive";
const FOLDERS: readonly Folder[] = ["inbox", "sent", "archive"];
/** So many lines at once: a list of thousands stays quick. */
const AT_ONCE = 50;

/** Reads the letters, now, with every new conversation, and whenever the service says that something changed. */
export function useMailbox(desk: Desk): void {
  const roster = desk.roster.value;
  const known = roster.kind === "ready" ? roster.items.map(({ key }) => key).join(" ") : null;
  const unread = desk.mail.unread.value?.letters;
  useEffect(() => {
    if (known !== null) void desk.mailbox.load();
  }, [desk, known, unread]);
}

/** The folders, and what lies in one of them. */
export function MailPage({ desk, folder }: { readonly desk: Desk; readonly folder: Folder }): JSX.Element {
  const [sought, seek] = useRemembered("mail sought", "");
  useMailbox(desk);
  const page = usePage();
  return (
    <div class="page mail">
      <div class="mail-head">
        <h1 tabIndex={-1}>{words.mail.title}</h1>
        {!desk.suspended && (
          <button
            class="button primary"
            type="button"
            onClick={() => {
              page.go({ name: "mail", part: "compose" });
            }}
          >
            {words.mail.compose}
          </button>
        )}
      </div>
      <Begun desk={desk} />
      <Folders desk={desk} here={folder} />
      {folder === "inbox" && sought.trim() === "" && <Meetings desk={desk} />}
      <Search desk={desk} sought={sought} seek={seek} />
      <List desk={desk} folder={folder} sought={sought} />
    </div>
  );
}

/** A quiet way back to what is begun and not sent. */
function Begun({ desk }: { readonly desk: Desk }): JSX.Element | null {
  const page = usePage();
  const [first] = desk.drafts.unsent.value;
  if (first === undefined) return null;
  const { thread } = first;
  return (
    <p class="mail-begun">
      <a
        href={thread === null ? "#mail-compose" : "#mail-thread"}
        onClick={(event) => {
          event.preventDefault();
          page.go({ name: "mail", ...(thread === null ? { part: "compose" } : { part: "thread", of: thread }) });
        }}
      >
        {words.mail.unsent(desk.drafts.unsent.value.length)}
      </a>
    </p>
  );
}

/** All folders of the message center, the notices beside the letters. */
export function Folders({ desk, here }: { readonly desk: Desk; readonly here: Folder | "notices" }): JSX.Element {
  const { threads, meetings } = desk.mailbox;
  const unread = threads.value.reduce((sum, thread) => sum + thread.unread, meetings.value.length);
  return (
    <nav class="mail-folders" aria-label={words.mail.foldersLabel}>
      {FOLDERS.map((folder) => (
        <FolderLink key={folder} folder={folder} here={here} unread={folder === "inbox" ? unread : 0} />
      ))}
      <FolderLink folder="notices" here={here} unread={desk.mail.unread.value?.notices ?? 0} />
    </nav>
  );
}

function FolderLink(props: {
  readonly folder: Folder | "notices";
  readonly here: Folder | "notices";
  readonly unread: number;
}): JSX.Element {
  const page = usePage();
  const part: MailPart = props.folder;
  return (
    <a
      href={props.folder === "inbox" ? "#mail" : `#mail-${props.folder}`}
      aria-current={props.folder === props.here ? "page" : undefined}
      onClick={(event) => {
        event.preventDefault();
        page.go({ name: "mail", part });
      }}
    >
      {props.folder === "notices" ? words.notices.title : words.mail.folders[props.folder]}
      {props.unread > 0 && <span class="count"> {words.mail.unread(props.unread)}</span>}
    </a>
  );
}

function Search(props: {
  readonly desk: Desk;
  readonly sought: string;
  readonly seek: (text: string) => void;
}): JSX.Element {
  return (
    <div class="field mail-search">
      <label for="mail-search">{words.mail.search}</label>
      <input
        class="input"
        id="mail-search"
        type="search"
        autocomplete="off"
        spellcheck={false}
        aria-describedby="mail-search-hint"
        value={props.sought}
        onInput={(event) => {
          props.seek(event.currentTarget.value);
        }}
      />
      <p class="quiet small" id="mail-search-hint" hidden={props.sought === ""}>
        {words.mail.searchHint} {!props.desk.mailbox.complete.value && words.mail.searchGrowing}
      </p>
    </div>
  );
}

function List(props: { readonly desk: Desk; readonly folder: Folder; readonly sought: string }): JSX.Element {
  const { mailbox } = props.desk;
  const [shown, show] = useRemembered(`mail shown ${props.folder}`, AT_ONCE);
  const { mail } = words;
  if (mailbox.state.value === "failed") {
    return (
      <div class="stack" role="alert">
        <p>{mail.failed}</p>
        <button class="button" type="button" onClick={() => void mailbox.load()}>
          {mail.retry}
        </button>
      </div>
    );
  }
  // Whoever is not certified yet takes part in nothing: there is nothing to open.
  if (mailbox.state.value === "loading" && props.desk.roster.value.kind !== "waiting") {
    return (
      <p class="quiet" role="status">
        {mail.loading}
      </p>
    );
  }
  const sought = soughtOf(props.sought);
  const threads = mailbox.threads.value.filter((thread) =>
    sought === null ? liesIn(thread, props.folder) : has(thread, sought),
  );
  if (threads.length === 0) {
    return <p class="quiet mail-empty">{sought === null ? mail.empty[props.folder] : mail.empty.search}</p>;
  }
  return (
    <>
      {sought !== null && (
        <p class="quiet small" role="status">
          {mail.found(threads.length)}
        </p>
      )}
      <ul class="mail-list">
        {threads.slice(0, shown).map((thread) => (
          <Line key={thread.key} thread={thread} />
        ))}
      </ul>
      <More
        left={threads.length - shown}
        label={(left) => mail.more(Math.min(AT_ONCE, left))}
        onMore={() => {
          show(shown + AT_ONCE);
        }}
      />
    </>
  );
}

function Line({ thread }: { readonly thread: Thread }): JSX.Element {
  const page = usePage();
  const newest = thread.letters.at(-1);
  const subject = thread.subject === "" ? words.mail.noSubject : thread.subject;
  return (
    <li>
      <a
        class={thread.unread > 0 ? "mail-line unread" : "mail-line"}
        href="#mail-thread"
        onClick={(event) => {
          event.preventDefault();
          page.go({ name: "mail", part: "thread", of: thread.key });
        }}
      >
        <span class="mail-who">{nameOf(thread.conversation.other)}</span>
        <span class="mail-when quiet small">{capital(when(thread.newest, Date.now()))}</span>
        <span class="mail-subject">{subject}</span>
        <span class="mail-state quiet small">
          {thread.conversation.reading && `${words.care.before.title} · `}
          {thread.unread > 0 ? words.mail.unread(thread.unread) : words.mail.letters(thread.letters.length)}
          {newest?.progress !== undefined && newest.progress !== null && ` · ${words.mail.progress[newest.progress]}`}
        </span>
      </a>
    </li>
  );
}

function liesIn(thread: Thread, folder: Folder): boolean {
  if (folder === "archive") return thread.archived;
  if (thread.archived) return false;
  return thread.letters.some(({ mine }) => (folder === "sent" ? mine : !mine));
}

function has(thread: Thread, sought: Sought): boolean {
  const texts = thread.letters.flatMap(({ letter }) => [letter.text, ...letter.attachments.map(({ name }) => name)]);
  return [nameOf(thread.conversation.other), thread.subject, ...texts].some((text) => isIn(text, sought));
}
