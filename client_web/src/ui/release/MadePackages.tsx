import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import type { PackageFile } from "../../state/release/packages.ts";
import { dateAndTime } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { useKeptForm } from "../kept_form.ts";
import { Note } from "../Note.tsx";
import { save } from "../save.ts";

/**
 * What was made here, by the form or the order that allows it: its passphrase stays, sealed on this device (crypto.md §3.10), until whoever
 * made it has passed it on, for a telephone call may take longer than a page stays open.
 */

const BINARY = "application/octet-stream";

interface Made {
  readonly at: number;
  /** Null where it opens with the recipient's key. */
  readonly passphrase: string | null;
  readonly saved: boolean;
}

interface Making {
  readonly list: readonly Made[];
  /** Notes it once, saved or not. */
  readonly note: (made: Made) => void;
  readonly forget: (at: number) => void;
}

const NOTHING: readonly Made[] = [];

function useMade(of: string): Making {
  const kept = useKeptForm("package", of, () => ({ list: NOTHING }));
  const { list } = kept.value;
  const without = (at: number): readonly Made[] => list.filter((each) => each.at !== at);
  return {
    list,
    note: (made) => {
      const over = made.saved && made.passphrase === null;
      kept.change({ list: over ? without(made.at) : [...without(made.at), made] });
      kept.keep();
    },
    forget: (at) => {
      kept.change({ list: without(at) });
      kept.keep();
    },
  };
}

/** The package that was made just now: its file, and what opens it. */
export function PackageToKeep(props: {
  readonly me: Me;
  readonly of: string;
  readonly file: PackageFile & { readonly at: number };
  readonly passphrase: string | null;
}): JSX.Element {
  const { me, of, file, passphrase } = props;
  const { hand } = words.release;
  const making = useMade(of);
  const { at } = file;
  useEffect(() => {
    me.packages.made(of, file);
    making.note({ at, passphrase, saved: false });
    // Once, when it is ready.
  }, [at]);
  return (
    <>
      {passphrase === null ? <p>{hand.withKey}</p> : <Passphrase means={hand.passphrase} passphrase={passphrase} />}
      <div>
        <SaveButton
          file={file}
          onSaved={() => {
            me.packages.saved(of);
            making.note({ at, passphrase, saved: true });
          }}
        />
      </div>
    </>
  );
}

/** What was made before and is not done with; nothing while there is none. */
export function MadePackages({ me, of }: { readonly me: Me; readonly of: string }): JSX.Element | null {
  const { list, note, forget } = useMade(of);
  const file = me.packages.unsaved.value.get(of) ?? null;
  if (list.length === 0) return null;
  return (
    <>
      {list.map((made, at) => (
        <Earlier
          key={made.at}
          made={made}
          file={at === list.length - 1 ? file : null}
          onSaved={() => {
            me.packages.saved(of);
            note({ ...made, saved: true });
          }}
          onDone={() => {
            forget(made.at);
          }}
        />
      ))}
    </>
  );
}

function Earlier(props: {
  readonly made: Made;
  readonly file: PackageFile | null;
  readonly onSaved: () => void;
  readonly onDone: () => void;
}): JSX.Element {
  const { made, file, onSaved, onDone } = props;
  const { earlier } = words.release;
  const when = dateAndTime(made.at);
  const lost = !made.saved && file === null;
  const said = lost ? earlier.lost : made.saved ? earlier.saved : earlier.unsaved;
  return (
    <Note icon={lost ? "alert" : made.saved ? "kept" : "paper"}>
      <div class="stack">
        <p>{said(when)}</p>
        {made.passphrase !== null && (
          <details class="more-fields">
            <summary>{earlier.show}</summary>
            <Passphrase means={earlier.means} passphrase={made.passphrase} />
          </details>
        )}
        <div>
          {file === null || made.saved ? (
            <DoneButton label={lost ? earlier.understood : earlier.done} onDone={onDone} />
          ) : (
            <SaveButton file={file} onSaved={onSaved} />
          )}
        </div>
      </div>
    </Note>
  );
}

function Passphrase(props: { readonly means: string; readonly passphrase: string }): JSX.Element {
  return (
    <div class="stack">
      <p>{props.means}</p>
      <code class="passphrase">{props.passphrase}</code>
    </div>
  );
}

function SaveButton({ file, onSaved }: { readonly file: PackageFile; readonly onSaved: () => void }): JSX.Element {
  return (
    <button
      class="button primary"
      type="button"
      onClick={() => {
        save(file.name, BINARY, new Uint8Array(file.locked));
        onSaved();
      }}
    >
      {words.release.hand.save}
    </button>
  );
}

function DoneButton({ label, onDone }: { readonly label: string; readonly onDone: () => void }): JSX.Element {
  return (
    <button class="button" type="button" onClick={onDone}>
      {label}
    </button>
  );
}
