import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { therapistOf } from "../../state/matching/queue.ts";
import type { ClientFile, Queue, QueueContent, WaitingClient } from "../../state/matching/queue.ts";
import { when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { BackTo } from "../BackTo.tsx";
import { Answers } from "../intake/Answers.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { CardFacts } from "./CardFacts.tsx";
import { Opened } from "../Opened.tsx";
import { ChooseTherapist } from "./ChooseTherapist.tsx";
import { therapistName } from "./QueuePage.tsx";
import { ReferralForm } from "./ReferralForm.tsx";

/** One client who waits: what they told, whom to propose, what became of it. */
export function ClientPage(props: {
  readonly queue: Queue;
  readonly content: QueueContent;
  readonly of: string;
}): JSX.Element {
  const { queue, content, of } = props;
  const { file } = words.matching;
  const [told, setTold] = useState<ClientFile | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const client = content.waiting.find(({ key }) => key === of);
  const name = alias(of);
  return (
    <div class="page narrow">
      <div class="stack">
        <BackTo to={{ name: "queue" }} label={file.back} />
        <h1 tabIndex={-1}>{client === undefined ? file.gone : name}</h1>
        {said !== null && <Done key={said}>{said}</Done>}
      </div>
      {client === undefined ? (
        <p>{file.goneText}</p>
      ) : (
        <>
          <Told queue={queue} client={client} told={told} onTold={setTold} />
          {client.proposal?.state === "proposed" ? (
            <Current queue={queue} content={content} client={client} onSaid={setSaid} />
          ) : (
            <ChooseTherapist queue={queue} client={client} therapists={content.therapists} onSaid={setSaid} />
          )}
          <ReferralForm queue={queue} client={client} intake={told?.intake ?? null} onSaid={setSaid} />
        </>
      )}
    </div>
  );
}

function Told(props: {
  readonly queue: Queue;
  readonly client: WaitingClient;
  readonly told: ClientFile | null;
  readonly onTold: (told: ClientFile) => void;
}): JSX.Element {
  const act = useAct();
  const { file } = words.matching;
  const { queue, client, told, onTold } = props;
  return (
    <section class="stack wide" aria-labelledby="told">
      <h2 id="told">{file.told}</h2>
      {told === null ? (
        <>
          <p class="quiet">{file.toldText}</p>
          <MistakeNote mistake={act.mistake} shown="password" />
          <div>
            <button
              class="button"
              type="button"
              aria-disabled={act.work !== null}
              onClick={() =>
                void act
                  .run("making", () => queue.open(client))
                  .then((opened) => {
                    if (opened !== null) onTold(opened.value);
                  })
              }
            >
              {file.openFile}
            </button>
          </div>
        </>
      ) : (
        <Opened label={file.told}>
          <h3>{file.card}</h3>
          {told.card === null ? <p class="quiet">{file.noCard}</p> : <CardFacts card={told.card} />}
          {told.intake === null ? <p class="quiet">{file.noIntake}</p> : <Answers content={told.intake} level={3} />}
        </Opened>
      )}
    </section>
  );
}

/** The proposal that waits for the client's answer. */
function Current(props: {
  readonly queue: Queue;
  readonly content: QueueContent;
  readonly client: WaitingClient;
  readonly onSaid: (said: string) => void;
}): JSX.Element | null {
  const act = useAct();
  const { file } = words.matching;
  const { queue, content, client, onSaid } = props;
  const { proposal } = client;
  if (proposal === null) return null;
  const therapist = content.therapists.find(({ key }) => key === therapistOf(proposal));
  const name = therapist === undefined ? alias(therapistOf(proposal)) : therapistName(therapist);
  return (
    <section class="stack wide">
      <h2>{words.matching.queue.states.proposed}</h2>
      <p>{file.current(name, when(proposal.proposedAt, Date.now()))}</p>
      <MistakeNote mistake={act.mistake} shown="password" />
      <div>
        <button
          class="button warn"
          type="button"
          aria-disabled={act.work !== null}
          onClick={() =>
            void act
              .run("making", () => queue.withdraw(proposal))
              .then((done) => {
                if (done !== null) onSaid(file.withdrawn);
              })
          }
        >
          {file.withdraw}
        </button>
      </div>
    </section>
  );
}
