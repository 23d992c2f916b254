import type { JSX } from "preact";

const PATHS = {
  home: ["M4 11.5 12 5l8 6.5", "M6.5 10v9h11v-9"],
  person: ["M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7", "M5 19.5c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5"],
  settings: ["M4 7h9M17 7h3M4 17h3M11 17h9", "M15 5v4M9 15v4"],
  leave: ["M14 5H5v14h9", "M10 12h10M17 8.5l3.5 3.5-3.5 3.5"],
  help: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16", "M9.8 9.8a2.3 2.3 0 1 1 3.2 2.1c-.7.3-1 .8-1 1.6", "M12 16.4v.1"],
  back: ["M14.5 5.5 8 12l6.5 6.5"],
  send: ["M12 19V6", "M6.5 11 12 5.5l5.5 5.5"],
  down: ["M12 5v13", "M6.5 13 12 18.5 17.5 13"],
  alert: ["M12 4.5 20.5 19h-17z", "M12 10v4M12 16.6v.1"],
  line: ["M4 12h3l2-5 4 10 2-5h5"],
  lock: ["M6.5 11h11v8h-11z", "M9 11V8.5a3 3 0 0 1 6 0V11"],
  sending: ["M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11"],
  kept: ["M6 12.5 10.5 17 18 8"],
  delivered: ["M2.5 12.5 7 17l7.5-9", "M11.5 16l1 1L20 8"],
  held: ["M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11", "M12 9.5V12M12 14.4v.1"],
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing beside words; it says nothing to a screen reader. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PATHS[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
