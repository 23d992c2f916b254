import type { JSX } from "preact";
import { words } from "../../words/words.ts";
import { longDate } from "../../words/dates.ts";
import { Groups } from "./Groups.tsx";

/** What stands on the sheet. Fingerprints: groups to compare, once the keys are made. */
export interface Sheet {
  readonly number: string;
  readonly code: string | null;
  readonly fingerprints: { readonly own: readonly string[]; readonly root: readonly string[] } | null;
}

/** The sheet, seen only by the printer: while it stands in a page, `print()` prints it and nothing else. It names no service. */
export function PrintSheet({ sheet }: { readonly sheet: Sheet }): JSX.Element {
  const text = words.recovery.sheet;
  return (
    <div class="sheet" aria-hidden="true">
      <p class="sheet-title">{text.title}</p>
      <dl>
        <Line name={text.number} groups={[sheet.number]} />
        {sheet.code !== null && <Line name={text.code} groups={sheet.code.split("-")} />}
        {sheet.fingerprints !== null && (
          <>
            <Line name={text.own} groups={sheet.fingerprints.own} />
            <Line name={text.root} groups={sheet.fingerprints.root} />
          </>
        )}
      </dl>
      {sheet.code !== null && <p>{text.keep}</p>}
      {sheet.fingerprints !== null && <p>{text.fingerprintUse}</p>}
      {sheet.code !== null && <p>{text.printed(longDate(Date.now()))}</p>}
    </div>
  );
}

/** Prints the sheet that stands in the page. */
export function printSheet(): void {
  globalThis.print();
}

function Line({ name, groups }: { readonly name: string; readonly groups: readonly string[] }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Groups groups={groups} />
      </dd>
    </div>
  );
}
