import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A form that keeps what it holds to the page. `wrong` changes with each attempt that failed: then the first faulty field takes the focus. */
export function Form(props: {
  readonly onSubmit: () => void;
  readonly wrong?: unknown;
  readonly children: ComponentChildren;
}): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const { wrong } = props;
  useEffect(() => {
    if (wrong === undefined || wrong === null || wrong === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [wrong]);
  return (
    <form
      class="form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
    </form>
  );
}
