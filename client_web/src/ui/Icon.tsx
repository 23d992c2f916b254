import type { JSX } from "preact";

const PATHS = {
  home: ["M4 11.5 12 5l8 6.5", "M6.5 10v9h11v-9"],
  person: ["M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7", "M5 19.5c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5"],
  settings: ["M4 7h9M17 7h3M4 17h3M11 17h9", "M15 5v4M9 15v4"],
  leave: ["M14 5H5v14h9", "M10 12h10M17 8.5l3.5 3.5-3.5 3.5"],
  help: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16", "M9.8 9.8a2.3 2.3 0 1 1 3.2 2.1c-.7.3-1 .8-1 1.6", "M12 16.4v.1"],
  info: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16", "M12 11v5M12 7.9v.1"],
  people: [
    "M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 9 5",
    "M2.8 19c.5-3.2 3-5 6.2-5s5.7 1.8 6.2 5",
    "M15.5 5.3a3 3 0 0 1 0 5.8M17.5 14.4c2 .7 3.3 2.3 3.7 4.6",
  ],
  add: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16", "M12 8.5v7M8.5 12h7"],
  key: ["M8 9a4 4 0 1 0 0 8 4 4 0 0 0 0-8", "M11 10.5 19 5M16 7l2.5 3"],
  paper: ["M6 4h8.5L18 7.5V20H6z", "M9 11h6M9 15h6"],
  mail: ["M4 6.5h16v11H4z", "M4.5 7 12 13l7.5-6"],
  bell: ["M6.5 16.5v-5a5.5 5.5 0 0 1 11 0v5l1.5 1.5H5z", "M10 20h4"],
  list: ["M9 7h11M9 12h11M9 17h11", "M4.5 7v.1M4.5 12v.1M4.5 17v.1"],
  card: [
    "M4 6h16v12H4z",
    "M9 9.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M6.3 16c.3-1.2 1.3-1.8 2.7-1.8s2.4.6 2.7 1.8M14.5 10.5h3M14.5 14h3",
  ],
  write: ["M5 19l1-4L16 5l3 3L9 18z", "M14 7l3 3"],
  scales: ["M12 5v14M8 19h8M5 8h14", "M5 8l-2.5 5.5h5zM19 8l-2.5 5.5h5z"],
  box: ["M4 6h16v4H4z", "M5.5 10v9h13v-9M10 13.5h4"],
  trail: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16", "M12 8v4.2l3 2"],
  chart: ["M5 19V5M5 19h14", "M9 16v-4M13 16V8M17 16v-6"],
  plug: ["M9 4v4M15 4v4M7 8h10v3a5 5 0 0 1-10 0z", "M12 16v4"],
  calendar: ["M5 6.5h14V19H5z", "M5 10.5h14M8.5 4.5v4M15.5 4.5v4"],
  more: ["M5.5 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2M12 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2M18.5 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2"],
  close: ["M6.5 6.5l11 11M17.5 6.5l-11 11"],
  back: ["M14.5 5.5 8 12l6.5 6.5"],
  send: ["M12 19V6", "M6.5 11 12 5.5l5.5 5.5"],
  search: ["M10.5 5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11", "M14.5 14.5 20 20"],
  up: ["M12 18.5v-13", "M6.5 10.5 12 5l5.5 5.5"],
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
