import type { JSX } from "preact";
import { words } from "../words/words.ts";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";

/** What a suspended person may do, and where help is (S18): above everything at home, and, for staff, `elsewhere` in the place of it. */
export function SuspendedNote({
  role,
  elsewhere = false,
}: {
  readonly role: string;
  readonly elsewhere?: boolean;
}): JSX.Element {
  const { suspended } = words.console;
  const client = role === "client";
  return (
    <div class={client ? "page suspended" : "page"}>
      {!client && (
        <h1 tabIndex={-1}>
          {elsewhere ? suspended.title : role === "therapist" ? words.today.title : words.home.title}
        </h1>
      )}
      <Note icon="info">
        <div class="stack">
          {!elsewhere && (
            <p>
              <strong>{suspended.title}</strong>
            </p>
          )}
          {(client ? suspended.client : suspended.staff).map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
          <Help />
        </div>
      </Note>
    </div>
  );
}

/** Where one would write. `foot`: below what was said live. */
export function Suspended({ foot = false }: { readonly foot?: boolean }): JSX.Element {
  return (
    <div class={foot ? "no-session" : "suspended-here"}>
      <div class="stack">
        <p>{words.console.suspended.composer}</p>
        <Help />
      </div>
    </div>
  );
}

function Help(): JSX.Element {
  const page = usePage();
  const { suspended } = words.console;
  return (
    <>
      <p>{suspended.help}</p>
      <a
        class="button"
        href="#safety"
        onClick={(event) => {
          event.preventDefault();
          page.go({ name: "safety" });
        }}
      >
        {suspended.helpLink}
      </a>
    </>
  );
}
