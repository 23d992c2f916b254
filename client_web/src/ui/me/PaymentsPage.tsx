import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import type { Payments } from "../../state/identity_http.ts";
import { answered } from "../../state/me/result.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useAct } from "./act.ts";
import { MePage } from "./MePage.tsx";

/** Paying by card, on the processor's own page: here is only the way there, and how it stands (S3). */
export function PaymentsPage({ me }: { readonly me: Me }): JSX.Element {
  const act = useAct();
  const [payments, setPayments] = useState<Payments | null>(null);
  const { parts, payments: said, loading, again } = words.me;
  const read = async (): Promise<void> => {
    const found = await act.run("asking", async () => answered(await me.ports.identity.payments()));
    if (found !== null) setPayments(found.value);
  };
  useEffect(() => void read(), []);
  return (
    <MePage title={parts.payments[0]}>
      <MistakeNote mistake={act.mistake} shown="password" />
      {payments === null && act.mistake === null && (
        <p class="quiet" role="status">
          {loading}
        </p>
      )}
      {payments === null && act.mistake !== null && (
        <div>
          <button class="button" type="button" onClick={() => void read()}>
            {again}
          </button>
        </div>
      )}
      {payments?.available === false && <p>{said.off}</p>}
      {payments?.available === true && <Open me={me} payments={payments} />}
    </MePage>
  );
}

/** The way to the page: asked for when it is wanted, because it is good for minutes only, and then a link to follow or not. */
function Open({ me, payments }: { readonly me: Me; readonly payments: Payments }): JSX.Element {
  const act = useAct();
  const [url, setUrl] = useState<string | null>(null);
  const { payments: said } = words.me;
  const ask = async (): Promise<void> => {
    const page = await act.run("asking", async () => answered(await me.ports.identity.paymentPage()));
    if (page !== null) setUrl(page.value);
  };
  return (
    <>
      <p>{said.how}</p>
      <p>
        <strong>{said.states[payments.state]}</strong>
        {payments.state !== "none" && <span class="quiet"> {said.since(longDate(payments.changedAt))}</span>}
      </p>
      <MistakeNote mistake={act.mistake} shown="password" />
      <div class="stack">
        {url === null ? (
          <button class="button primary" type="button" aria-disabled={act.work !== null} onClick={() => void ask()}>
            {said.prepare}
          </button>
        ) : (
          <a class="button primary" href={url} target="_blank" rel="noopener noreferrer">
            {said.open}
          </a>
        )}
        <p class="quiet small" role="status">
          {url === null ? said.prepareMeans : said.openMeans}
        </p>
      </div>
      <p class="quiet">{said.knows}</p>
    </>
  );
}
