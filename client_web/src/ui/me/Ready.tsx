import type { ComponentChildren, JSX } from "preact";
import type { Read } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";

/** What is shown once it was read; until then a quiet line, and what to do when it cannot be. */
export function Ready<T>(props: {
  readonly read: Read<T>;
  readonly onAgain: () => void;
  readonly children: (value: T) => ComponentChildren;
}): JSX.Element {
  const { read } = props;
  switch (read.kind) {
    case "loading":
      return (
        <p class="quiet" role="status">
          {words.me.loading}
        </p>
      );
    case "failed":
      return (
        <>
          <MistakeNote mistake={read.mistake} shown="password" />
          <div>
            <button class="button" type="button" onClick={props.onAgain}>
              {words.me.again}
            </button>
          </div>
        </>
      );
    case "ready":
      return <>{props.children(read.value)}</>;
  }
}
