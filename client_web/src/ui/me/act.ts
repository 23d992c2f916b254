import { useRef, useState } from "preact/hooks";
import type { Result } from "../../state/me/result.ts";
import type { Mistake } from "../../state/mistake.ts";
import type { Work } from "../../state/work.ts";
import { usePage } from "../page.ts";

/** One act of a form: what it is busy with, what went wrong. A second press while it works does nothing. */
export interface Act {
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  /** Carries it out; the value when it went well, else null. */
  run<T>(work: Work, act: () => Promise<Result<T>>): Promise<{ readonly value: T } | null>;
}

export function useAct(): Act {
  const { entrance } = usePage();
  const [doing, setDoing] = useState<{ readonly work: Work | null; readonly mistake: Mistake | null }>({
    work: null,
    mistake: null,
  });
  const busy = useRef(false);
  return {
    ...doing,
    run: async (work, act) => {
      if (busy.current) return null;
      busy.current = true;
      setDoing({ work, mistake: null });
      const result = await act();
      busy.current = false;
      setDoing({ work: null, mistake: result.ok ? null : result.mistake });
      if (!result.ok && isSignedOut(result.mistake)) void entrance.lock("ended");
      return result.ok ? { value: result.value } : null;
    },
  };
}

/** The sign-in ended meanwhile: nothing here can be tried again. */
function isSignedOut(mistake: Mistake): boolean {
  return mistake.kind === "refused" && mistake.code === "signed_out";
}
