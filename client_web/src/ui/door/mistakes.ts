import { useEffect } from "preact/hooks";
import { usePage } from "../page.ts";

/** What went wrong with a form of the door is forgotten with the form: on another page it would be said of something else. */
export function useForgetfulness(): void {
  const { entrance } = usePage();
  useEffect(
    () => () => {
      const standing = entrance.standing.peek();
      if (standing.kind === "out" && standing.mistake !== null) entrance.startOver();
    },
    [entrance],
  );
}
