import { useCallback, useEffect, useState } from "preact/hooks";
import { readOf } from "../../state/me/me.ts";
import type { Read } from "../../state/me/me.ts";
import type { Result } from "../../state/me/result.ts";

/** What `read` comes to: asked at once, again when one of `inputs` is another, and whenever `look` is called. Until the answer, what stood there stays. */
export function useRead<T>(
  read: () => Promise<Result<T>>,
  inputs: readonly unknown[],
): readonly [found: Read<T>, look: () => Promise<void>] {
  const [found, setFound] = useState<Read<T>>({ kind: "loading" });
  const look = useCallback(async () => {
    setFound(readOf(await read()));
  }, inputs);
  useEffect(() => {
    void look();
  }, [look]);
  return [found, look];
}
