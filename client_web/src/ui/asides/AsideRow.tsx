import type { JSX } from "preact";
import type { Aside } from "../../state/before_words.ts";
import type { Row } from "../../state/rows.ts";
import { timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";

/** An aside, as one line of the record; what somebody said in it opens below. A code word is shown nowhere. */
export function AsideRow(props: {
  readonly row: Extract<Row, { readonly kind: "aside" }>;
  readonly name: string;
}): JSX.Element {
  const { row, name } = props;
  const { mine, other } = words.asides.row[keyOf(row.aside)];
  const time = timeOf(row.time);
  const line = row.mine ? mine(time) : other(name, time);
  if (row.aside.kind !== "check-in") {
    return (
      <p class="ended quiet small" data-row={row.key}>
        {line}
      </p>
    );
  }
  const { card } = words.asides;
  const { safe, place, telephone, contact } = row.aside;
  const facts: readonly (readonly [string, string])[] = [
    [card.place, place],
    [card.telephone, telephone],
    [card.contact, contact],
  ];
  return (
    <details class="aside-row quiet small" data-row={row.key}>
      <summary>{line}</summary>
      <p>{card.safe[safe]}</p>
      {facts.map(
        ([label, value]) =>
          value !== "" && (
            <p key={label}>
              {label}: {value}
            </p>
          ),
      )}
    </details>
  );
}

function keyOf(aside: Aside): keyof typeof words.asides.row {
  switch (aside.kind) {
    case "check-in":
      return "checkIn";
    case "question":
      return `ask ${aside.about}` as const;
    case "code-word":
      return aside.use;
  }
}
