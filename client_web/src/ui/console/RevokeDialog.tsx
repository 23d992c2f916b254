import type { JSX } from "preact";
import { revokeService } from "../../state/console/services.ts";
import type { ServiceAtDesk } from "../../state/console/services.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Dialog } from "../Dialog.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useAct } from "../me/act.ts";

/** Asks before a token is taken back, and says what happens. */
export function RevokeDialog(props: {
  readonly me: Me;
  readonly service: ServiceAtDesk;
  readonly onClose: (revoked: boolean) => void;
}): JSX.Element {
  const { me, service, onClose } = props;
  const doing = useAct();
  const said = words.console.services;
  return (
    <Dialog
      title={said.revokeTitle(service.name)}
      onClose={() => {
        onClose(false);
      }}
    >
      <p>{said.revokeMeans}</p>
      <MistakeNote mistake={doing.mistake} shown="password" />
      <div class="choices-row">
        <button
          class="button warn"
          type="button"
          aria-disabled={doing.work !== null}
          onClick={() => {
            void doing
              .run("asking", () => revokeService(me.ports, service.account))
              .then((done) => {
                if (done !== null) onClose(true);
              });
          }}
        >
          {said.revoke}
        </button>
        <button
          class="button"
          type="button"
          data-first
          onClick={() => {
            onClose(false);
          }}
        >
          {said.keep}
        </button>
      </div>
    </Dialog>
  );
}
