import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { readDestructions } from "../../state/retention/destroying.ts";
import type { DestructionAtDesk } from "../../state/retention/destroying.ts";
import { readKeeping } from "../../state/retention/keeping.ts";
import type { RetentionSchedule } from "../../state/retention/keeping.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { usePage } from "../page.ts";
import { GivenOn } from "../legal/GivenOn.tsx";
import { KeptRecordPage } from "./KeptRecordPage.tsx";
import { Records } from "./Records.tsx";
import { ScheduleForm } from "./ScheduleForm.tsx";

/** Who stands here. */
export interface Keeper {
  readonly me: Me;
  readonly role: string;
  readonly self: string;
}

/** How long records are kept, what holds them, and what is destroyed (crypto.md §15). `of`: whose. */
export function RetentionPage(props: Keeper & { readonly of: string | null }): JSX.Element {
  const { of, ...keeper } = props;
  return of === null ? <All {...keeper} /> : <KeptRecordPage key={of} {...keeper} client={of} />;
}

function All({ me, role, self }: Keeper): JSX.Element {
  const [read, look] = useRead(() => readKeeping(me.ports), [me]);
  const [destructions] = useRead(() => readDestructions(me.ports), [me]);
  const [writing, setWriting] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const { retention } = words;
  const waiting = destructions.kind === "ready" ? destructions.value.filter((each) => waitsFor(each, self)) : [];
  if (writing && read.kind === "ready") {
    return (
      <ScheduleForm
        me={me}
        before={read.value.schedule}
        onClose={(put) => {
          setWriting(false);
          if (put)
            void look().then(() => {
              setDone(retention.form.done);
            });
        }}
      />
    );
  }
  return (
    <div class="page desk">
      <div class="stack">
        <h1 tabIndex={-1}>{retention.title}</h1>
        <p class="quiet">{retention.intro}</p>
        {done !== null && <Done key={done}>{done}</Done>}
      </div>
      <Waiting waiting={waiting} />
      <Ready read={read} onAgain={() => void look()}>
        {({ schedule, records }) => (
          <>
            <Schedule
              schedule={schedule}
              onWrite={
                role === "owner"
                  ? () => {
                      setDone(null);
                      setWriting(true);
                    }
                  : null
              }
            />
            <Records all={records} />
            <GivenOn me={me} />
          </>
        )}
      </Ready>
    </div>
  );
}

/** Whether somebody has to approve it as the second person. */
export function waitsFor({ state, approver }: DestructionAtDesk, self: string): boolean {
  return state === "proposed" && approver === self;
}

function Waiting({ waiting }: { readonly waiting: readonly DestructionAtDesk[] }): JSX.Element | null {
  const page = usePage();
  const { approve } = words.retention;
  if (waiting.length === 0) return null;
  return (
    <section class="stack wide" aria-labelledby="waiting">
      <h2 id="waiting">{approve.title}</h2>
      <ul class="cards">
        {waiting.map(({ key, client, by }) => (
          <li key={key} class="card">
            <div class="card-words">
              <h3>{approve.about(alias(client))}</h3>
              <p class="quiet small">{approve.by(alias(by))}</p>
            </div>
            <button
              class="button"
              type="button"
              aria-label={approve.lookOf(alias(client))}
              onClick={() => {
                page.go({ name: "retention", of: client });
              }}
            >
              {approve.look}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Schedule(props: {
  readonly schedule: RetentionSchedule | null;
  readonly onWrite: (() => void) | null;
}): JSX.Element {
  const { schedule, onWrite } = props;
  const said = words.retention.schedule;
  return (
    <section class="stack wide" aria-labelledby="schedule">
      <h2 id="schedule">{said.title}</h2>
      {schedule === null ? (
        <p>{said.none}</p>
      ) : (
        <>
          <ul class="lines">
            {schedule.rules.map((rule) => (
              <li key={rule.name}>
                <div class="card-words">
                  <strong>{rule.name}</strong>
                  <span class="quiet small">
                    {said.rule(said.years(rule.years), said.after(rule.majority, rule.yearsAfterMajority))} ·{" "}
                    {said[rule.applies]}
                  </span>
                </div>
              </li>
            ))}
          </ul>
          <p class="quiet small">{said.longest}</p>
        </>
      )}
      {onWrite !== null && (
        <div>
          <button class="button" type="button" onClick={onWrite}>
            {said.change}
          </button>
        </div>
      )}
    </section>
  );
}
