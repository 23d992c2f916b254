import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { addressOf, rememberedOf } from "../state/place.ts";
import { words } from "../words/words.ts";
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
  useFocusOnArrival(main);
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

/** When the view changes, its title takes the focus: so a screen reader says where we are. */
function useFocusOnArrival(main: { readonly current: HTMLElement | null }): void {
  const { place, entrance } = usePage();
  const view = `${entrance.standing.value.kind} ${addressOf(place.value)} ${rememberedOf(place.value) ?? ""}`;
  const before = useRef("");
  useEffect(() => {
    const arrived = before.current !== "" && before.current !== view && !before.current.startsWith("looking");
    before.current = view;
    if (!arrived) return;
    if (main.current !== null) main.current.scrollTop = 0;
    const inside = main.current?.contains(document.activeElement) === true && document.activeElement !== main.current;
    if (!inside) main.current?.querySelector<HTMLElement>("h1")?.focus();
  }, [view, main]);
}
