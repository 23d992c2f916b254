import type { JSX } from "preact";
import { alias } from "../../state/alias.ts";
import type { BookOrder } from "../../state/custody/book.ts";
import { capital, machine, when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";

/** One order in a list: what it is, who asks, where it stands. */
export function OrderCard({ order }: { readonly order: BookOrder }): JSX.Element {
  const page = usePage();
  const said = words.custody;
  const made = when(order.madeAt, Date.now());
  const what = said.bases[order.basis];
  return (
    <li class="card">
      <div class="card-words">
        <h3>{what}</h3>
        <p>{stateWords(order)}</p>
        <p class="quiet small">
          {alias(order.officer)} · <time dateTime={machine(order.madeAt)}>{capital(made)}</time>
          {order.state === "open" && ` · ${said.gave(order.gave.length, null)}`}
          {order.declined.length > 0 && ` · ${said.declined(order.declined.length)}`}
        </p>
      </div>
      <button
        class="button"
        type="button"
        aria-label={said.openOf(what, made)}
        onClick={() => {
          page.go({ name: "custody", of: order.key });
        }}
      >
        {said.open}
      </button>
    </li>
  );
}

/** Where an order stands, in words. */
export function stateWords({ state, basis }: BookOrder): string {
  const { states, states_drill_fulfilled: held, succession } = words.custody;
  if (state !== "fulfilled") return states[state];
  return basis === "drill" ? held : basis === "succession" ? succession.fulfilled : states[state];
}
