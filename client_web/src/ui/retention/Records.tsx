import type { JSX } from "preact";
import { alias } from "../../state/alias.ts";
import type { ClientRecord } from "../../state/retention/keeping.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { isNamed } from "../finding.ts";
import { usePage } from "../page.ts";
import { More } from "../More.tsx";
import { useRemembered } from "../remembered.ts";

/** So many are shown at once; a long list is searched rather than scrolled. */
const AT_ONCE = 25;

/** Every client's record, and how it stands. */
export function Records({ all }: { readonly all: readonly ClientRecord[] }): JSX.Element {
  const [asked, ask] = useRemembered("records asked", "");
  const [shown, show] = useRemembered("records shown", AT_ONCE);
  const { retention } = words;
  const { finding } = retention;
  const found = all.filter(({ client }) => isNamed(alias(client), asked));
  return (
    <section class="stack wide" aria-labelledby="records">
      <h2 id="records">{retention.records}</h2>
      {all.length > AT_ONCE && (
        <Field
          label={finding.find}
          hint={finding.hint}
          value={asked}
          onValue={ask}
          attributes={{ name: "find", autocomplete: "off", spellcheck: false }}
        />
      )}
      <p class="hidden" role="status">
        {asked === "" ? "" : finding.found(found.length)}
      </p>
      {found.length === 0 && <p>{all.length === 0 ? retention.empty : finding.none}</p>}
      <ul class="lines" hidden={found.length === 0}>
        {found.slice(0, shown).map((record) => (
          <Line key={record.client} record={record} />
        ))}
      </ul>
      <More
        left={found.length - shown}
        label={finding.more}
        onMore={() => {
          show(shown + AT_ONCE);
        }}
      />
    </section>
  );
}

function Line({ record }: { readonly record: ClientRecord }): JSX.Element {
  const page = usePage();
  const { retention } = words;
  const { client, kept, standing } = record;
  const name = alias(client);
  return (
    <li>
      <div class="card-words">
        <strong>{name}</strong>
        <span class="small">
          {standing === "kept" && kept.dueAt !== null
            ? retention.until(longDate(kept.dueAt))
            : retention.standings[standing]}
        </span>
        <span class="quiet small">{retention.lastService(longDate(kept.lastService))}</span>
      </div>
      <button
        class="button"
        type="button"
        aria-label={retention.openOf(name)}
        onClick={() => {
          page.go({ name: "retention", of: client });
        }}
      >
        {retention.open}
      </button>
    </li>
  );
}
