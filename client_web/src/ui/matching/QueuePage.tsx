import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { Queue } from "../../state/matching/queue.ts";
import type { Candidate, Newcomer, QueueContent, WaitingClient } from "../../state/matching/queue.ts";
import type { Me } from "../../state/me/me.ts";
import { when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Groups } from "../door/Groups.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { Ready } from "../me/Ready.tsx";
import { usePage } from "../page.ts";
import { ClientPage } from "./ClientPage.tsx";

/**
 * Who waits for a therapist, and whose keys wait for a certificate. `of`: the client whose file is open. `news`: how many notices
 * wait, for what is told there often is of the queue.
 */
export function QueuePage(props: { readonly me: Me; readonly of: string | null; readonly news: number }): JSX.Element {
  const { me, of, news } = props;
  const queue = useMemo(() => new Queue(me.ports), [me]);
  const list = of === null;
  useEffect(() => {
    // Each reading is in the trail: none for opening a file of a list that is there.
    if (list || queue.content.peek().kind !== "ready") void queue.renew();
  }, [queue, list]);
  useEffect(() => {
    if (queue.content.peek().kind === "ready") void queue.renew();
  }, [queue, news]);
  const look = (): void => void queue.read();
  if (of !== null) {
    const read = queue.content.value;
    if (read.kind === "ready") return <ClientPage key={of} queue={queue} content={read.value} of={of} />;
    return (
      <div class="page narrow">
        <h1 tabIndex={-1}>{alias(of)}</h1>
        <Ready read={read} onAgain={look}>
          {() => null}
        </Ready>
      </div>
    );
  }
  const { title, refresh } = words.matching.queue;
  return (
    <div class="page">
      <div class="title-row">
        <h1 tabIndex={-1}>{title}</h1>
        <button class="button" type="button" onClick={look}>
          {refresh}
        </button>
      </div>
      <Ready read={queue.content.value} onAgain={look}>
        {(content) => (
          <>
            <WaitingList content={content} />
            <Newcomers queue={queue} newcomers={content.newcomers} />
          </>
        )}
      </Ready>
    </div>
  );
}

function WaitingList({ content }: { readonly content: QueueContent }): JSX.Element {
  const { queue } = words.matching;
  return (
    <section class="stack wide" aria-labelledby="waiting">
      <h2 id="waiting">{queue.waiting}</h2>
      {content.waiting.length === 0 ? (
        <div class="state">
          <h3>{queue.nobody}</h3>
          <p>{queue.nobodyText}</p>
        </div>
      ) : (
        <ul class="cards">
          {content.waiting.map((client) => (
            <WaitingRow key={client.key} client={client} therapists={content.therapists} />
          ))}
        </ul>
      )}
    </section>
  );
}

function WaitingRow(props: { readonly client: WaitingClient; readonly therapists: readonly Candidate[] }): JSX.Element {
  const page = usePage();
  const { queue } = words.matching;
  const { client, therapists } = props;
  const name = alias(client.key);
  const wished = therapists.find(({ key }) => key === client.wish);
  return (
    <li class="card">
      <div class="card-words">
        <h3>{name}</h3>
        <p class="quiet small">{queue.since(when(client.since, Date.now()))}</p>
        {client.change !== null && <p>{queue.change[client.change.history]}</p>}
        {wished !== undefined && <p>{queue.wish(therapistName(wished))}</p>}
        <p>{queue.states[client.proposal?.state ?? "none"]}</p>
      </div>
      <button
        class="button"
        type="button"
        aria-label={queue.openOf(name)}
        onClick={() => {
          page.go({ name: "queue", of: client.key });
        }}
      >
        {queue.open}
      </button>
    </li>
  );
}

function Newcomers({
  queue,
  newcomers,
}: {
  readonly queue: Queue;
  readonly newcomers: readonly Newcomer[];
}): JSX.Element {
  const { newcomers: title, noNewcomers, newcomersText, certified } = words.matching.queue;
  const [said, say] = useState<string | null>(null);
  return (
    <section class="stack wide" aria-labelledby="newcomers">
      <h2 id="newcomers">{title}</h2>
      {said !== null && <Done key={said}>{said}</Done>}
      {newcomers.length === 0 ? (
        <p class="quiet">{noNewcomers}</p>
      ) : (
        <>
          <p class="quiet">{newcomersText}</p>
          <ul class="cards">
            {newcomers.map((newcomer) => (
              <NewcomerRow
                key={newcomer.key}
                queue={queue}
                newcomer={newcomer}
                onCertified={() => {
                  say(certified(alias(newcomer.key)));
                }}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function NewcomerRow(props: {
  readonly queue: Queue;
  readonly newcomer: Newcomer;
  readonly onCertified: () => void;
}): JSX.Element {
  const { queue, newcomer, onCertified } = props;
  const act = useAct();
  const said = words.matching.queue;
  const name = alias(newcomer.key);
  const roles: Readonly<Record<string, string>> = said.roles;
  return (
    <li class="card">
      <div class="card-words">
        <h3>{name}</h3>
        <p class="quiet">{roles[newcomer.person.role] ?? newcomer.person.role}</p>
        <Groups groups={newcomer.fingerprint} />
        <MistakeNote mistake={act.mistake} shown="password" />
      </div>
      <button
        class="button"
        type="button"
        aria-label={said.certifyOf(name)}
        aria-disabled={act.work !== null}
        onClick={() =>
          void act
            .run("making", () => queue.certify(newcomer))
            .then((done) => {
              if (done !== null) onCertified();
            })
        }
      >
        {said.certify}
      </button>
    </li>
  );
}

/** What a therapist is called: the name in the directory, or the pseudonym. */
export function therapistName({ key, profile }: Candidate): string {
  return profile?.name ?? alias(key);
}
