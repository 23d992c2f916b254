import type { JSX } from "preact";
import type { Desk } from "../../state/desk.ts";
import { isWanting } from "../../state/mail/notices.ts";
import type { NoticeItem, NoticeList } from "../../state/mail/notices.ts";
import { isFor } from "../../state/places.ts";
import { capital, machine, when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";
import { Folders } from "./MailPage.tsx";
import { NoticePage } from "./NoticePage.tsx";
import { kindWords, senderWords } from "./names.ts";

/** The notices of the message center: all of them, or the one that the place names. */
export function Notices({ desk, of }: { readonly desk: Desk; readonly of: string | null }): JSX.Element {
  if (of !== null) return <NoticePage desk={desk} notice={of} />;
  const { notices } = words;
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{notices.title}</h1>
        <p class="quiet">{notices.intro}</p>
      </div>
      {isFor(desk.role, { name: "mail", part: "inbox" }) && <Folders desk={desk} here="notices" />}
      <List desk={desk} list={desk.mail.notices.list.value} />
    </div>
  );
}

function List({ desk, list }: { readonly desk: Desk; readonly list: NoticeList }): JSX.Element {
  const { notices } = words;
  switch (list.kind) {
    case "loading":
      return (
        <div class="card skeleton" role="status">
          <span class="hidden">{notices.loading}</span>
        </div>
      );
    case "failed":
      return (
        <div class="state" role="status">
          <h2>{notices.failedTitle}</h2>
          <p>{list.offline ? notices.offline : notices.failed}</p>
          <button class="button" type="button" onClick={() => void desk.mail.notices.load()}>
            {notices.retry}
          </button>
        </div>
      );
    case "ready":
      return <Ready desk={desk} list={list} />;
    default: {
      const never: never = list;
      return never;
    }
  }
}

function Ready(props: { readonly desk: Desk; readonly list: Extract<NoticeList, { kind: "ready" }> }): JSX.Element {
  const { desk, list } = props;
  const { notices } = words;
  return (
    <section class="stack wide" aria-label={notices.title}>
      <p class="quiet" role="status" hidden={!list.stale}>
        {list.stale ? notices.stale : ""}
      </p>
      {list.broken.length > 0 && (
        <Note icon="alert" warn>
          <div class="stack">
            <h2>{notices.brokenTitle(list.broken.length)}</h2>
            <p>{notices.broken}</p>
          </div>
        </Note>
      )}
      {list.items.length === 0 && list.broken.length === 0 ? (
        <div class="state" role="status">
          <h2>{notices.emptyTitle}</h2>
          <p>{notices.empty}</p>
        </div>
      ) : (
        <ul class="notices">
          {list.items.map((item) => (
            <Row key={item.key} item={item} />
          ))}
        </ul>
      )}
      {list.more && (
        <div>
          <button class="button" type="button" onClick={() => void desk.mail.notices.more()}>
            {notices.older}
          </button>
        </div>
      )}
    </section>
  );
}

/** One line of the list. Not read, and waiting for an answer, are said in words. */
export function Row(props: {
  readonly item: NoticeItem;
  /** What is above says already that it waits. */
  readonly unmarked?: boolean;
}): JSX.Element {
  const { item, unmarked } = props;
  const page = usePage();
  const { notices } = words;
  return (
    <li>
      <a
        class={item.read ? "notice-row" : "notice-row unread"}
        href="#mail-notices"
        onClick={(event) => {
          event.preventDefault();
          page.go({ name: "mail", part: "notices", of: item.key });
        }}
      >
        <span class="notice-title">{item.title}</span>
        <time class="quiet" dateTime={machine(item.postedAt)}>
          {capital(when(item.postedAt, Date.now()))}
        </time>
        <span class="quiet notice-from">
          {kindWords(item.kind)} · {senderWords(item.senderRole, item.senderName)}
        </span>
        {unmarked !== true && (isWanting(item) || !item.read) && (
          <span class="notice-mark">{isWanting(item) ? notices.waits : notices.unread}</span>
        )}
      </a>
    </li>
  );
}
