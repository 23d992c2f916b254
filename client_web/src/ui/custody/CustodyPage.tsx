import type { JSX } from "preact";
import { readBook, waitsFor } from "../../state/custody/book.ts";
import type { Book, BookOrder } from "../../state/custody/book.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";
import { DrillForm } from "./DrillForm.tsx";
import { EmergencyForm } from "./EmergencyForm.tsx";
import { OrderCard } from "./OrderCard.tsx";
import { OrderPage } from "./OrderPage.tsx";
import { StandingNote } from "./StandingNote.tsx";
import { SuccessionForm } from "./SuccessionForm.tsx";
import { SuccessorsForm } from "./SuccessorsForm.tsx";

/** Who stands here, and as what. */
export interface Reader {
  readonly me: Me;
  readonly role: string;
  readonly self: string;
}

/** What custodians are asked for, and what officers and owners ask (crypto.md §7.3). `of`: an order, or one that is being made. */
export function CustodyPage(props: Reader & { readonly of: string | null }): JSX.Element {
  const { me, of, ...reader } = props;
  const list = of === null;
  const [read, look] = useRead(() => readBook(me.ports), [me, list]);
  const again = (): void => void look();
  if (of !== null && of !== "drill" && of !== "emergency" && of !== "succession" && of !== "successors")
    return <OrderPage key={of} me={me} of={of} {...reader} />;
  if (of !== null) {
    const said = words.custody[of];
    return (
      <div class="page desk narrow">
        <div class="stack">
          <BackTo to={{ name: "custody" }} label={words.custody.back} />
          <h1 tabIndex={-1}>{said.title}</h1>
        </div>
        {of === "successors" ? (
          <SuccessorsForm me={me} {...reader} />
        ) : (
          <Ready read={read} onAgain={again}>
            {(book) => <Making of={of} me={me} book={book} self={reader.self} />}
          </Ready>
        )}
      </div>
    );
  }
  const { title, intro, refresh } = words.custody;
  return (
    <div class="page">
      <div class="stack">
        <div class="title-row">
          <h1 tabIndex={-1}>{title}</h1>
          <button class="button" type="button" onClick={again}>
            {refresh}
          </button>
        </div>
        <p class="quiet">{reader.role === "custodian" ? intro.custodian : intro.officer}</p>
      </div>
      <Make role={reader.role} />
      {reader.role !== "custodian" && <StandingNote me={me} />}
      <Ready read={read} onAgain={again}>
        {(book) => <Orders book={book} {...reader} />}
      </Ready>
    </div>
  );
}

function Making(props: {
  readonly of: "drill" | "emergency" | "succession";
  readonly me: Me;
  readonly book: Book;
  readonly self: string;
}): JSX.Element {
  const { of, ...asking } = props;
  if (of === "succession") return <SuccessionForm {...asking} />;
  return of === "drill" ? <DrillForm {...asking} /> : <EmergencyForm {...asking} />;
}

/** What officers and owners may ask for; owners and custodians see to other custodians. */
function Make({ role }: { readonly role: string }): JSX.Element {
  const page = usePage();
  const asked = role === "custodian" ? [] : (["drill", "emergency"] as const);
  const named = role === "officer" ? [] : (["successors"] as const);
  return (
    <div class="deeds">
      {[...asked, ...named].map((of) => (
        <button
          key={of}
          class="button"
          type="button"
          onClick={() => {
            page.go({ name: "custody", of });
          }}
        >
          {words.custody[of].button}
        </button>
      ))}
    </div>
  );
}

function Orders(props: { readonly book: Book; readonly role: string; readonly self: string }): JSX.Element {
  const { book, role, self } = props;
  const said = words.custody;
  const waiting = book.orders.filter((order) => waitsFor(order, self, role));
  const others = book.orders.filter((order) => !waiting.includes(order));
  return (
    <>
      {book.broken > 0 && (
        <Note icon="alert" warn>
          {said.broken(book.broken)}
        </Note>
      )}
      <section class="stack wide" aria-labelledby="waiting">
        <h2 id="waiting">{said.waiting}</h2>
        {waiting.length === 0 ? (
          <div class="state">
            <h3>{said.nothing}</h3>
            <p>{said.nothingText}</p>
          </div>
        ) : (
          <Cards orders={waiting} />
        )}
      </section>
      {others.length > 0 && (
        <section class="stack wide" aria-labelledby="others">
          <h2 id="others">{said.rest}</h2>
          <Cards orders={others} />
        </section>
      )}
    </>
  );
}

function Cards({ orders }: { readonly orders: readonly BookOrder[] }): JSX.Element {
  return (
    <ul class="cards">
      {orders.map((order) => (
        <OrderCard key={order.key} order={order} />
      ))}
    </ul>
  );
}
