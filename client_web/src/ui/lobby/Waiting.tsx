import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Reading } from "../../state/lobby/loaded.ts";
import { words } from "../../words/words.ts";

/** What is read before it is shown: a frame of its size meanwhile, and what to do when it cannot be had. */
export function Waiting<T>(props: {
  readonly reading: Reading<T>;
  readonly children: (value: T) => ComponentChildren;
}): JSX.Element {
  const { reading, children } = props;
  const state = reading.state.value;
  useEffect(() => {
    void reading.read();
  }, [reading]);
  if (state.kind === "ready") return <>{children(state.value)}</>;
  const { failed, loading } = words.lobby;
  if (state.kind === "loading") {
    return (
      <div class="card skeleton" role="status">
        <span class="hidden">{loading}</span>
      </div>
    );
  }
  return (
    <div class="state" role="status">
      <h2>{failed.title}</h2>
      <p>{state.offline ? failed.offline : failed.ours}</p>
      <button class="button" type="button" onClick={() => void reading.read()}>
        {failed.retry}
      </button>
    </div>
  );
}
