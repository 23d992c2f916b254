import { useState } from "preact/hooks";
import { useDesk } from "./me/desk.ts";

/** What was set on the pages of a desk: it goes with the desk, and is nowhere but in the page. */
const set = new WeakMap<object, Map<string, unknown>>();

/** Like `useState`, and back when one comes back from what one had opened: what one looks for, how much of a list is shown. */
export function useRemembered<T>(name: string, first: T): readonly [T, (value: T) => void] {
  const desk = useDesk();
  const [value, show] = useState<T>(() => (desk === null ? first : ((set.get(desk)?.get(name) ?? first) as T)));
  return [
    value,
    (next) => {
      show(next);
      if (desk === null) return;
      const names = set.get(desk) ?? new Map<string, unknown>();
      set.set(desk, names.set(name, next));
    },
  ];
}
