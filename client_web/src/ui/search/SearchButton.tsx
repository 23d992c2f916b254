import type { JSX } from "preact";
import type { Search } from "../../state/search/search.ts";
import { words } from "../../words/words.ts";
import { Icon } from "../Icon.tsx";

/** Opens and closes the search inside a conversation. */
export function SearchButton({ search }: { readonly search: Search }): JSX.Element {
  const { title } = words.search;
  return (
    <button
      class="button plain compare"
      type="button"
      aria-label={title}
      title={title}
      aria-expanded={search.open.value}
      onClick={() => {
        if (search.open.peek()) search.close();
        else search.open.value = true;
      }}
    >
      <Icon name="search" />
      <span class="act-word">{title}</span>
    </button>
  );
}
