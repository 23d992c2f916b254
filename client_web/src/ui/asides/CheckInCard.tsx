import type { JSX } from "preact";
import { beforeWords } from "../../state/before_words.ts";
import type { BeforeWords, CheckIn, Said } from "../../state/before_words.ts";
import type { Room } from "../../state/room.ts";
import { timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { AsideStatus } from "./AsideStatus.tsx";

/** What a therapist sees above a live session: what their client said before it, or that nothing was said yet. */
export function CheckInCard({ room }: { readonly room: Room }): JSX.Element | null {
  const before = beforeWords(room.conversation);
  if (before === null) return null;
  const { checkIn, asked } = before;
  const { card } = words.asides;
  return (
    <details class="aside-card" open={checkIn?.aside.safe === "no"}>
      <summary>
        <span>
          <strong>{card.title}</strong> {checkIn === null ? card.none : card.safe[checkIn.aside.safe]}
        </span>
      </summary>
      {checkIn !== null && <Answers room={room} said={checkIn} />}
      <div class="aside-again">
        {asked !== null && <span class="quiet small">{card.asked(timeOf(asked.time))}</span>}
        <button class="button" type="button" onClick={() => void room.asides.ask("check-in")}>
          {isFirst(before) ? card.ask : card.again}
        </button>
      </div>
      <AsideStatus asides={room.asides} />
    </details>
  );
}

function isFirst({ checkIn, asked }: BeforeWords): boolean {
  return checkIn === null && asked === null;
}

function Answers({ room, said }: { readonly room: Room; readonly said: Said<CheckIn> }): JSX.Element {
  const { card } = words.asides;
  const { place, telephone, contact } = said.aside;
  return (
    <>
      <p class="quiet small">{card.at(timeOf(said.time))}</p>
      <dl class="facts">
        <dt>{card.place}</dt>
        <dd>{place === "" ? card.unsaid : place}</dd>
        <dt>{card.telephone}</dt>
        <dd>{telephone === "" ? card.unsaid : telephone}</dd>
        <dt>{card.contact}</dt>
        <dd>{contact === "" ? card.unsaid : contact}</dd>
      </dl>
      {contact !== "" && <Disclosing room={room} />}
    </>
  );
}

/** Whoever calls that person tells them something of the record: it belongs where such things are noted. */
function Disclosing({ room }: { readonly room: Room }): JSX.Element {
  const page = usePage();
  const { card } = words.asides;
  return (
    <div class="aside-again">
      <p class="small">{card.contactMeans}</p>
      <button
        class="button"
        type="button"
        onClick={() => {
          page.go({ name: "warn", of: room.conversation.key });
        }}
      >
        {card.contactWay}
      </button>
    </div>
  );
}
