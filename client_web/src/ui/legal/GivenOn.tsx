import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { Me } from "../../state/me/me.ts";
import { giveOn } from "../../state/papers/admitting.ts";
import type { GivenOn as Given } from "../../state/papers/admitting.ts";
import { words } from "../../words/words.ts";

/** Whoever opens a page of the desk gives on what others there cannot read yet; said in a line, since somebody got to read something by it. */
export function GivenOn({ me }: { readonly me: Me }): JSX.Element | null {
  const [given, setGiven] = useState<readonly Given[]>([]);
  useEffect(() => {
    let there = true;
    void giveOn(me.ports).then((found) => {
      if (there) setGiven(found);
    });
    return () => {
      there = false;
    };
  }, [me]);
  return (
    <div role="status">
      {given.map(({ reader, papers }) => (
        <p key={reader} class="quiet small">
          {words.papers.givenOn(alias(reader), papers)}
        </p>
      ))}
    </div>
  );
}
