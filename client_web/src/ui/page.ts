import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Page } from "../state/page.ts";

/** The page around the views; main.tsx provides it. */
export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error("a view stands outside the page");
  return page;
}
