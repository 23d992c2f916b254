import type { JSX } from "preact";
import type { CardContent, SafeContact } from "../../state/welcome.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";

/** A client's contact card, as intake staff read it: how to reach them safely stands first. */
export function CardFacts({ card }: { readonly card: CardContent }): JSX.Element {
  const { names } = words.registration.card;
  return (
    <>
      <Safely safe={card.safe} />
      <dl class="answers-page">
        {card.fields.map(({ name, declined, value }) => (
          <div key={name}>
            <dt>{names[name]}</dt>
            <dd class={declined ? "quiet" : "told"}>{declined ? words.intake.declined : value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Safely({ safe }: { readonly safe: SafeContact }): JSX.Element {
  const { read } = words.safeContact;
  const { channels, hours, messages, address } = safe;
  const lines = [waysOf(channels), hours === "" ? "" : read.hours(hours), address === "" ? "" : read.address(address)];
  const said = [...lines, messages === "leave" ? read.leave : ""].filter((line) => line !== "");
  const never = messages === "never";
  if (said.length === 0 && !never) return <p class="quiet">{read.nothing}</p>;
  return (
    <Note icon="alert" warn>
      <div class="stack tight">
        <p class="small">{read.title}</p>
        {never && (
          <p>
            <strong>{read.never}</strong>
          </p>
        )}
        {said.map((line) => (
          <p class="as-written" key={line}>
            {line}
          </p>
        ))}
        <p class="small">{read.law}</p>
      </div>
    </Note>
  );
}

function waysOf(channels: SafeContact["channels"]): string {
  const { read } = words.safeContact;
  if (channels.length === 0) return "";
  const ways = channels.flatMap((each) => (each === "none" ? [] : [read.ways[each]]));
  return ways.length === 0 ? read.none : read.only(ways.join(read.or));
}
