import { useEffect } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import { usePage } from "../page.ts";

/** Whom somebody chose on the public page before they signed up goes on into their intake, once. */
export function useHandedWish(me: Me): void {
  const { wish } = usePage().entrance.lobby;
  const chosen = wish.value;
  useEffect(() => {
    if (chosen === null || me.role !== "client") return;
    void me.intake.adopt(chosen).then((adopted) => {
      if (adopted && wish.peek() === chosen) wish.value = null;
    });
  }, [me, chosen]);
}
