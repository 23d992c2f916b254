import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { readDestructions } from "../../state/retention/destroying.ts";
import type { DestructionAtDesk } from "../../state/retention/destroying.ts";
import { readHolds } from "../../state/retention/holds.ts";
import type { HoldAtDesk } from "../../state/retention/holds.ts";
import { readClientRecord } from "../../state/retention/keeping.ts";
import type { ClientRecord, RetentionSchedule } from "../../state/retention/keeping.ts";
import type { Result } from "../../state/me/result.ts";
import type { MePorts } from "../../state/me/step_up.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { DateForm } from "./DateForm.tsx";
import { Destruction, ProposeForm } from "./Destruction.tsx";
import { HoldForm, Holds } from "./Holds.tsx";
import type { Keeper } from "./RetentionPage.tsx";

const LOOK_MS = 3_000;

type Step = "look" | "date" | "hold" | "destroy";

/** All that an officer has to know of one client's record before anything is done about it. */
interface Known {
  readonly schedule: RetentionSchedule | null;
  readonly record: ClientRecord;
  readonly holds: readonly HoldAtDesk[];
  readonly destructions: readonly DestructionAtDesk[];
}

async function readKnown(ports: MePorts, client: string): Promise<Result<Known>> {
  const record = await readClientRecord(ports, client);
  if (!record.ok) return record;
  const holds = await readHolds(ports, client);
  if (!holds.ok) return holds;
  const all = await readDestructions(ports);
  if (!all.ok) return all;
  const destructions = all.value.filter((each) => each.client === client && each.state !== "lapsed");
  return { ok: true, value: { ...record.value, holds: holds.value, destructions } };
}

/** One client's record: until when it is kept, what holds it, and how it is destroyed. */
export function KeptRecordPage({ me, self, client }: Keeper & { readonly client: string }): JSX.Element {
  const [read, look] = useRead(() => readKnown(me.ports, client), [me, client]);
  const [step, setStep] = useState<Step>("look");
  const [done, setDone] = useState<string | null>(null);
  const { retention } = words;
  const erasing = read.kind === "ready" && read.value.destructions.some(({ state }) => state === "erasing");
  // What was approved is gone within seconds: who waits for its certificate sees it come.
  useEffect(() => (erasing ? me.ports.clock.after(LOOK_MS, () => void look()) : undefined), [read, erasing]);
  const settled = (said: string | null): void => {
    setStep("look");
    if (said === null) return;
    void look().then(() => {
      setDone(said);
    });
  };
  const go = (next: Step): void => {
    setDone(null);
    setStep(next);
  };
  return (
    <div class="page desk">
      <div class="stack">
        <BackTo to={{ name: "retention" }} label={retention.back} />
        <h1 tabIndex={-1}>{retention.record.title(alias(client))}</h1>
        {done !== null && <Done key={done}>{done}</Done>}
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {(known) => (
          <>
            <Facts {...known} />
            {step === "look" && <Deeds {...known} onGo={go} />}
            {step === "date" && known.schedule !== null && (
              <DateForm me={me} schedule={known.schedule} record={known.record} onClose={settled} />
            )}
            {step === "hold" && <HoldForm me={me} client={client} onClose={settled} />}
            {step === "destroy" && <ProposeForm me={me} self={self} record={known.record} onClose={settled} />}
            {known.destructions.map((each) => (
              <Destruction key={each.key} me={me} self={self} destruction={each} onDone={settled} />
            ))}
            <Holds me={me} holds={known.holds} onDone={settled} />
          </>
        )}
      </Ready>
    </div>
  );
}

function Facts({ record, holds }: Known): JSX.Element {
  const { retention } = words;
  const said = retention.record;
  const { kept, left, standing } = record;
  const named = record.retention?.rules ?? [];
  return (
    <>
      <p>
        <strong>{retention.standings[standing]}</strong>
      </p>
      <dl class="order-facts">
        <Fact name={said.facts.left}>{said.conversations(left.length)}</Fact>
        <Fact name={said.facts.last}>{longDate(kept.lastService)}</Fact>
        <Fact name={said.facts.until}>{kept.dueAt === null ? said.undated : longDate(kept.dueAt)}</Fact>
        {named.length > 0 && <Fact name={said.facts.rules}>{named.join(", ")}</Fact>}
        <Fact name={said.facts.holds}>
          {holds.some((each) => each.standing) ? String(holds.filter((each) => each.standing).length) : said.noHolds}
        </Fact>
      </dl>
    </>
  );
}

function Deeds({
  schedule,
  record,
  destructions,
  onGo,
}: Known & { readonly onGo: (step: Step) => void }): JSX.Element | null {
  const said = words.retention.record;
  if (record.standing === "destroyed") return null;
  const running = destructions.some(({ state }) => state === "proposed" || state === "erasing");
  const deeds: readonly (readonly [Step, string, boolean])[] = [
    ["destroy", said.destroy, record.standing === "due" && !running],
    ["date", record.kept.dueAt === null ? said.date : said.dateAgain, schedule !== null],
    ["hold", said.hold, true],
  ];
  return (
    <div class="deeds">
      {deeds
        .filter(([, , there]) => there)
        .map(([step, label]) => (
          <button
            key={step}
            class="button"
            type="button"
            onClick={() => {
              onGo(step);
            }}
          >
            {label}
          </button>
        ))}
    </div>
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
