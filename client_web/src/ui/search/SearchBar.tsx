import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { Room } from "../../state/room.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { useFocusAtOnce } from "../focus.ts";
import { Icon } from "../Icon.tsx";
import type { IconName } from "../Icon.tsx";
import { shownOf, spokenOf } from "./told.ts";

interface Props {
  readonly desk: Desk;
  readonly room: Room;
}

/** Where one says what is looked for in a conversation, and goes from one match to the next. */
export function SearchBar(props: Props): JSX.Element | null {
  return props.room.search.open.value ? <Bar {...props} /> : null;
}

function Bar({ desk, room }: Props): JSX.Element {
  const { search } = room;
  const { earlier, later, close, title } = words.search;
  const found = search.found.value;
  const at = search.at.value === null ? -1 : found.indexOf(search.at.value);
  const connected = desk.connection.line.value.kind === "live";
  return (
    <form
      class="search"
      role="search"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <div class="search-row">
        <Field room={room} />
        <Step
          icon="up"
          label={earlier}
          none={at + 1 >= found.length}
          onStep={() => {
            search.step(1);
          }}
        />
        <Step
          icon="down"
          label={later}
          none={at <= 0}
          onStep={() => {
            search.step(-1);
          }}
        />
        <button
          class="button plain compare"
          type="button"
          aria-label={close}
          title={close}
          onClick={() => {
            search.close();
          }}
        >
          <Icon name="close" />
        </button>
      </div>
      <p class="search-told quiet small" aria-hidden="true">
        {shownOf(room, connected)}
      </p>
      <p class="hidden" role="status">
        {spokenOf(room)}
      </p>
    </form>
  );
}

/** Nothing of it is kept: neither by the browser, nor for a spelling that somebody else checks. */
function Field({ room: { search } }: { readonly room: Room }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useFocusAtOnce(field);
  return (
    <div class="search-field">
      <Icon name="search" />
      <input
        class="input"
        ref={field}
        type="text"
        dir="auto"
        aria-label={words.search.title}
        placeholder={words.search.field}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="search"
        value={search.words.value}
        onInput={(event) => {
          search.write(event.currentTarget.value, longDate);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing) return;
          event.preventDefault();
          search.step(event.shiftKey ? -1 : 1);
        }}
      />
    </div>
  );
}

/** It leaves the focus where it is: whoever types goes on typing. */
function Step(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly none: boolean;
  readonly onStep: () => void;
}): JSX.Element {
  const { icon, label, none, onStep } = props;
  return (
    <button
      class="button plain compare"
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={none}
      onMouseDown={(event) => {
        event.preventDefault();
      }}
      onClick={() => {
        if (!none) onStep();
      }}
    >
      <Icon name={icon} />
    </button>
  );
}
