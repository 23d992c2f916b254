import type { JSX } from "preact";
import type { CopyWish } from "../../state/record/copy.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { DateField } from "../DateField.tsx";

/** Two days, as the browser writes them ("2026-03-14"), and what of them. */
export interface Chosen {
  readonly from: string;
  readonly until: string;
  readonly what: CopyWish["what"];
}

/** What is wrong with two days; null when nothing is. */
export function daysWrong({ from, until }: Chosen): string | null {
  const { copy } = words.record;
  if (from === "" || until === "") return copy.noDays;
  return until < from ? copy.backwards : null;
}

/** The first moment of a day where the reader is. */
export function startOfDay(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return Math.max(0, new Date(year, month - 1, date).getTime());
}

/** Its last. */
export function endOfDay(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + 1).getTime() - 1;
}

export function Days(props: {
  readonly chosen: Chosen;
  readonly wrong: string | null;
  readonly onChange: (chosen: Chosen) => void;
}): JSX.Element {
  const { chosen, wrong, onChange } = props;
  const { copy } = words.record;
  return (
    <div class="stack wide">
      {wrong !== null && (
        <span class="wrong" role="alert">
          {wrong}
        </span>
      )}
      <div class="filters">
        <DateField
          label={copy.from}
          value={chosen.from}
          onValue={(from) => {
            onChange({ ...chosen, from });
          }}
        />
        <DateField
          label={copy.until}
          value={chosen.until}
          onValue={(until) => {
            onChange({ ...chosen, until });
          }}
        />
      </div>
      <ClosedChoice
        label={copy.what}
        chosen={chosen.what}
        choices={copy.whats}
        onChoose={(what) => {
          onChange({ ...chosen, what: what === "sessions" || what === "letters" ? what : "all" });
        }}
      />
    </div>
  );
}
