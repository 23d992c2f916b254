import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Line } from "../state/connection.ts";
import { words } from "../words/words.ts";

/** A blink of the network is nobody's business. */
const PATIENCE_MS = 1_500;

/** A quiet line while the connection is away. It lies above the words and moves nothing. */
export function ConnectionBanner({ line }: { readonly line: Line }): JSX.Element {
  const away = line.kind === "trying";
  const [shown, show] = useState(false);
  useEffect(() => {
    if (!away) {
      show(false);
      return undefined;
    }
    const timer = setTimeout(() => {
      show(true);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [away]);
  return (
    <div class="banner" role="status">
      {shown && <p>{words.conversation.reconnecting}</p>}
    </div>
  );
}
