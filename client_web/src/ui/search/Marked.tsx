import type { JSX } from "preact";
import { excerptOf, placesIn } from "../../state/search/sought.ts";
import type { Sought } from "../../state/search/sought.ts";

/** A text in which stands out what is looked for. */
export function Marked({ text, sought }: { readonly text: string; readonly sought: Sought | null }): JSX.Element {
  if (sought === null) return <>{text}</>;
  const parts: (string | JSX.Element)[] = [];
  let end = 0;
  for (const place of placesIn(text, sought)) {
    parts.push(text.slice(end, place[0]), <mark key={place[0]}>{text.slice(...place)}</mark>);
    end = place[1];
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
}

/** Where the row itself does not say what was found in it: the words around that. */
export function Excerpt(props: {
  readonly texts: readonly string[];
  readonly sought: Sought | null;
}): JSX.Element | null {
  const { texts, sought } = props;
  if (sought === null) return null;
  const text = texts.find((each) => placesIn(each, sought).length > 0);
  if (text === undefined) return null;
  return (
    <span class="excerpt" dir="auto">
      <Marked text={excerptOf(text, sought)} sought={sought} />
    </span>
  );
}
