import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { words } from "../words/words.ts";
import { useArrival } from "./arrival.ts";
import { useLostFocus } from "./focus.ts";
import { IdleWarning } from "./IdleWarning.tsx";
import { Navigation } from "./Navigation.tsx";
import { usePage } from "./page.ts";
import { ExitFirst, ExitPresses, QuickExit } from "./QuickExit.tsx";
import { Shortcuts } from "./Shortcuts.tsx";

/** The frame around every view: the way to the content, help and the way out, and where one can go. */
export function Shell({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const page = usePage();
  const main = useRef<HTMLElement>(null);
  const shell = useRef<HTMLDivElement>(null);
  useArrival(main);
  useLostFocus(shell);
  return (
    <div class="shell" ref={shell}>
      <header class="top">
        <ExitFirst />
        <a
          class="button skip"
          href="#main"
          onClick={(event) => {
            event.preventDefault();
            main.current?.focus();
          }}
        >
          {words.general.skip}
        </a>
        <span class="name">{words.general.title}</span>
        <a
          class="button plain"
          href="#safety"
          onClick={(event) => {
            event.preventDefault();
            page.go({ name: "safety" });
          }}
        >
          {words.general.crisis}
        </a>
        <QuickExit />
      </header>
      <Navigation />
      <main class="main" id="main" tabIndex={-1} ref={main}>
        {children}
      </main>
      <Shortcuts />
      <IdleWarning />
      <ExitPresses />
    </div>
  );
}
