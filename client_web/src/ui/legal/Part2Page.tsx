import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { clients } from "../../state/custody/ordering.ts";
import type { Choice } from "../../state/custody/ordering.ts";
import type { Desk } from "../../state/desk.ts";
import { accountKey } from "../../state/id.ts";
import { mark, readMarked } from "../../state/legal/marking.ts";
import type { Marked } from "../../state/legal/marking.ts";
import type { Me } from "../../state/me/me.ts";
import { PART2_GROUNDS } from "../../state/release/form.ts";
import type { Part2Ground } from "../../state/release/form.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { BackTo } from "../BackTo.tsx";
import { Form } from "../Form.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { nameOf } from "../names.ts";
import { OneOf } from "../release/Choices.tsx";
import { Submit } from "../Submit.tsx";

/** Whether a record is one of drug or alcohol treatment, for who may say so (crypto.md §13.2). `of`: a client, where one came from them. */
export function Part2Page(props: { readonly desk: Desk; readonly me: Me; readonly of: string | null }): JSX.Element {
  const { desk, me, of } = props;
  const { role } = desk;
  const [client, setClient] = useState(of);
  const { part2 } = words;
  return (
    <div class="page desk narrow share">
      <div class="stack">
        <BackTo to={role === "therapist" ? { name: "clients" } : { name: "legal" }} label={part2.back} />
        <h1 tabIndex={-1}>{part2.title}</h1>
        {part2.means.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
      {of !== null && <p>{part2.about(alias(of))}</p>}
      {of === null && role === "therapist" && (
        <Chosen choices={ownClients(desk)} client={client} onChoose={setClient} />
      )}
      {of === null && role !== "therapist" && <Choosing me={me} client={client} onChoose={setClient} />}
      {client !== null && <OfClient key={client} me={me} client={client} />}
    </div>
  );
}

function Choosing(props: {
  readonly me: Me;
  readonly client: string | null;
  readonly onChoose: (client: string | null) => void;
}): JSX.Element {
  const [read, look] = useRead(() => clients(props.me.ports), [props.me]);
  return (
    <Ready read={read} onAgain={() => void look()}>
      {(known) => <Chosen choices={known} client={props.client} onChoose={props.onChoose} />}
    </Ready>
  );
}

function Chosen(props: {
  readonly choices: readonly Choice[];
  readonly client: string | null;
  readonly onChoose: (client: string | null) => void;
}): JSX.Element {
  const { part2 } = words;
  return (
    <ClosedChoice
      label={part2.client}
      any={part2.choose}
      chosen={props.client}
      choices={Object.fromEntries(props.choices.map(({ account, name }) => [account, name]))}
      onChoose={props.onChoose}
    />
  );
}

/** A therapist's own clients; not those whom they only read by a grant. */
function ownClients({ roster }: Desk): readonly Choice[] {
  const { value } = roster;
  const items = value.kind === "ready" ? value.items.filter(({ conversation }) => !conversation.reading) : [];
  return items.map(({ conversation: { other } }) => ({ account: other.account, name: nameOf(other) }));
}

function OfClient({ me, client }: { readonly me: Me; readonly client: string }): JSX.Element {
  const [read, look] = useRead(() => readMarked(me.ports, client), [me, client]);
  const [done, setDone] = useState(0);
  const { part2 } = words;
  return (
    <Ready read={read} onAgain={() => void look()}>
      {(marked) => (
        <>
          {done > 0 && <Done key={done}>{part2.said}</Done>}
          <Standing marked={marked} />
          <Say
            me={me}
            client={client}
            before={marked.said?.ground ?? "programme"}
            onSaid={() => {
              void look().then(() => {
                setDone((times) => times + 1);
              });
            }}
          />
        </>
      )}
    </Ready>
  );
}

function Standing({ marked: { part2: status, said } }: { readonly marked: Marked }): JSX.Element {
  const { part2 } = words;
  return (
    <section class="stack wide" aria-labelledby="now">
      <h2 id="now">{part2.now}</h2>
      <p>
        <strong>{part2.standings[status]}</strong>
      </p>
      {said !== null && (
        <p class="quiet small">
          {part2.grounds[said.ground]} · {part2.by(alias(accountKey(said.reviewer)), longDate(said.at))}
        </p>
      )}
    </section>
  );
}

function Say(props: {
  readonly me: Me;
  readonly client: string;
  readonly before: Part2Ground;
  readonly onSaid: () => void;
}): JSX.Element {
  const { me, client, onSaid } = props;
  const [ground, setGround] = useState<Part2Ground>(props.before);
  const act = useAct();
  const { part2 } = words;
  return (
    <Form
      onSubmit={() => {
        void act
          .run("signing", () => mark(me.ports, client, ground))
          .then((done) => {
            if (done !== null) onSaid();
          });
      }}
    >
      <OneOf
        legend={part2.ask}
        name="ground"
        options={PART2_GROUNDS}
        labels={part2.grounds}
        hints={part2.hints}
        chosen={ground}
        onChoose={setGround}
      />
      <MistakeNote mistake={act.mistake} shown="password" />
      <Submit label={part2.say} work={act.work} />
    </Form>
  );
}
