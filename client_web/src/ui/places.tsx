import type { JSX } from "preact";
import type { Desk } from "../state/desk.ts";
import type { Me } from "../state/me/me.ts";
import { rememberedOf, viewName } from "../state/place.ts";
import type { Place } from "../state/place.ts";
import { isFor } from "../state/places.ts";
import type { Welcome } from "../state/welcome.ts";
import { Activate } from "./Activate.tsx";
import { PeoplePage } from "./console/PeoplePage.tsx";
import { PoliciesDesk } from "./console/PoliciesDesk.tsx";
import { ReportsPage } from "./console/ReportsPage.tsx";
import { ServicesPage } from "./console/ServicesPage.tsx";
import { TrailPage } from "./console/TrailPage.tsx";
import { Clients } from "./Clients.tsx";
import { CustodyPage } from "./custody/CustodyPage.tsx";
import { ConversationPage } from "./ConversationPage.tsx";
import { Recover } from "./door/Recover.tsx";
import { SignUp } from "./door/SignUp.tsx";
import { Owed } from "./door/Welcome.tsx";
import { PostNotice } from "./desk/PostNotice.tsx";
import { Home } from "./Home.tsx";
import { LegalPage } from "./legal/LegalPage.tsx";
import { Part2Page } from "./legal/Part2Page.tsx";
import { WarningsPage } from "./legal/WarningsPage.tsx";
import { WarnPage } from "./legal/WarnPage.tsx";
import { About } from "./lobby/About.tsx";
import { PolicyPage } from "./lobby/PolicyPage.tsx";
import { ReportPage } from "./lobby/ReportPage.tsx";
import { TherapistPage } from "./lobby/TherapistPage.tsx";
import { Therapists } from "./lobby/Therapists.tsx";
import { Notices } from "./mail/Notices.tsx";
import { ComposePage } from "./mail/ComposePage.tsx";
import { MailPage } from "./mail/MailPage.tsx";
import { ThreadPage } from "./mail/ThreadPage.tsx";
import { IntakePage } from "./intake/IntakePage.tsx";
import { IntakeStep } from "./intake/IntakeStep.tsx";
import { ClientIntakes } from "./matching/ClientIntakes.tsx";
import { DirectoryPage } from "./matching/DirectoryPage.tsx";
import { ProfilePage } from "./matching/ProfilePage.tsx";
import { QueuePage } from "./matching/QueuePage.tsx";
import { AccountingPage } from "./release/AccountingPage.tsx";
import { MyRequests } from "./release/MyRequests.tsx";
import { RequestsPage } from "./release/RequestsPage.tsx";
import { SharePage } from "./release/SharePage.tsx";
import { PrivateNotesPage } from "./notes/PrivateNotesPage.tsx";
import { NothingHere } from "./NothingHere.tsx";
import { RecordPage } from "./record/RecordPage.tsx";
import { RetentionPage } from "./retention/RetentionPage.tsx";
import { Safety } from "./Safety.tsx";
import { Settings } from "./Settings.tsx";
import { SuspendedNote } from "./Suspended.tsx";
import { SignIn } from "./SignIn.tsx";

/**
 * Which view belongs to which place: a line here makes a place appear, in the navigation of those whom state/places.ts shows it to.
 * Views are named as their addresses are; the pages of Me have a table of their own (me/parts.tsx).
 */

/** Views for everyone, signed in or not. */
const PUBLIC: Readonly<Record<string, (place: Place) => JSX.Element>> = {
  about: () => <About />,
  therapists: () => <Therapists />,
  therapist: (place) => <TherapistPage therapist={rememberedOf(place)} />,
  policies: () => <PolicyPage />,
  report: () => <ReportPage />,
  safety: () => <Safety />,
  nothing: () => <NothingHere />,
};

/** Views for who is not signed in. */
const OUTSIDE: Readonly<Record<string, () => JSX.Element>> = {
  home: () => <SignIn />,
  activate: () => <Activate />,
  "sign-up": () => <SignUp />,
  recover: () => <Recover />,
};

/** What a view for who is signed in can be made from. */
export interface Inside {
  readonly desk: Desk;
  readonly place: Place;
  readonly welcome: Welcome | null;
  readonly me: Me | null;
}

/** Views for who is signed in. What is not for their role is not there for them. */
const INSIDE: Readonly<Record<string, (inside: Inside) => JSX.Element>> = {
  home: ({ desk, welcome, me }) => (
    <>
      {desk.suspended && <SuspendedNote role={desk.role} />}
      {(!desk.suspended || desk.role === "client") && (
        <Home desk={desk}>
          {welcome !== null && <Owed welcome={welcome} />}
          {me !== null && desk.role === "client" && !desk.suspended && <IntakeStep desk={desk} me={me} />}
        </Home>
      )}
    </>
  ),
  conversation: ({ desk, place }) =>
    place.name === "conversation" ? (
      <ConversationPage key={place.key} desk={desk} conversation={place.key} />
    ) : (
      <NothingHere />
    ),
  "mail-notices": ({ desk, place }) => <Notices desk={desk} of={place.name === "mail" ? (place.of ?? null) : null} />,
  post: ({ desk }) => <PostNotice desk={desk} />,
  settings: () => <Settings />,
  people: ({ desk, me }) => (me === null ? <NothingHere /> : <PeoplePage me={me} role={desk.role} self={desk.me} />),
  audit: ({ desk, me }) => (me === null ? <NothingHere /> : <TrailPage me={me} self={desk.me} />),
  reports: ({ me }) => (me === null ? <NothingHere /> : <ReportsPage me={me} />),
  services: ({ me }) => withMe(me, (known) => <ServicesPage me={known} />),
  "policies-desk": ({ me }) => (me === null ? <NothingHere /> : <PoliciesDesk me={me} />),
  mail: ({ desk }) => <MailPage key="inbox" desk={desk} folder="inbox" />,
  "mail-sent": ({ desk }) => <MailPage key="sent" desk={desk} folder="sent" />,
  "mail-archive": ({ desk }) => <MailPage key="archive" desk={desk} folder="archive" />,
  "mail-compose": ({ desk }) => <ComposePage desk={desk} />,
  "mail-thread": ({ desk, place }) => {
    const of = place.name === "mail" ? place.of : undefined;
    return <ThreadPage key={of} desk={desk} of={of} />;
  },
  requests: ({ desk, me, place }) =>
    withMe(me, (known) => <RequestsPage me={known} self={desk.me} of={rememberedOf(place)} />),
  legal: ({ desk, me, place }) =>
    withMe(me, (known) => <LegalPage me={known} self={desk.me} of={rememberedOf(place)} />),
  warnings: ({ me }) => withMe(me, (known) => <WarningsPage me={known} />),
  warn: ({ desk, me, place }) => withMe(me, (known) => <WarnPage desk={desk} me={known} of={rememberedOf(place)} />),
  part2: ({ desk, me, place }) => withMe(me, (known) => <Part2Page desk={desk} me={known} of={rememberedOf(place)} />),
  retention: ({ desk, me, place }) =>
    withMe(me, (known) => <RetentionPage me={known} role={desk.role} self={desk.me} of={rememberedOf(place)} />),
  share: ({ desk, me, place }) => withMe(me, (known) => <SharePage desk={desk} me={known} of={rememberedOf(place)} />),
  "my-requests": ({ me, place }) => withMe(me, (known) => <MyRequests me={known} of={rememberedOf(place)} />),
  accounting: ({ me }) => withMe(me, (known) => <AccountingPage me={known} />),
  record: ({ desk, me }) => withMe(me, (known) => <RecordPage desk={desk} me={known} />),
  intake: ({ me, place }) => withMe(me, (known) => <IntakePage me={known} of={rememberedOf(place)} />),
  profile: ({ me }) => withMe(me, (known) => <ProfilePage me={known} />),
  directory: ({ me }) => withMe(me, (known) => <DirectoryPage me={known} />),
  clients: ({ desk, me }) => (
    <>
      <Clients desk={desk} me={me} />
      {me !== null && <ClientIntakes desk={desk} me={me} />}
    </>
  ),
  "private-notes": ({ desk, me, place }) =>
    withMe(me, (known) => {
      const of = place.name === "private-notes" ? (place.of ?? null) : null;
      return <PrivateNotesPage key={of} desk={desk} me={known} of={of} />;
    }),
  custody: ({ desk, me, place }) =>
    withMe(me, (known) => (
      <CustodyPage
        me={known}
        role={desk.role}
        self={desk.me}
        of={place.name === "custody" ? (place.of ?? null) : null}
      />
    )),
  queue: ({ desk, me, place }) =>
    withMe(me, (known) => {
      const of = place.name === "queue" ? (place.of ?? null) : null;
      return <QueuePage me={known} of={of} news={desk.mail.unread.value?.notices ?? 0} />;
    }),
};

/** What stays with staff whose account is suspended: their notices, and how this page looks. Me has a table of its own. */
const OWN: ReadonlySet<string> = new Set(["home", "mail-notices", "settings"]);

/** A view of somebody's own account, which is there from the moment in which they came in. */
function withMe(me: Me | null, view: (me: Me) => JSX.Element): JSX.Element {
  return me === null ? <NothingHere /> : view(me);
}

/** The view of a place that is there for everyone; null when this is none. */
export function publicView(place: Place): JSX.Element | null {
  return PUBLIC[viewName(place)]?.(place) ?? null;
}

export function outsideView(place: Place): JSX.Element {
  return OUTSIDE[viewName(place)]?.() ?? <NothingHere />;
}

export function insideView(inside: Inside): JSX.Element {
  const { desk, place } = inside;
  const name = viewName(place);
  if (!isFor(desk.role, place)) return <NothingHere />;
  if (desk.suspended && desk.role !== "client" && !OWN.has(name)) return <SuspendedNote role={desk.role} elsewhere />;
  return INSIDE[name]?.(inside) ?? <NothingHere />;
}

/** Whether there is anything to see yet. `role`: null for who is not signed in. */
export function hasView(place: Place, role: string | null): boolean {
  const name = viewName(place);
  if (name in PUBLIC) return true;
  return role === null ? name in OUTSIDE : place.name === "me" || (name in INSIDE && isFor(role, place));
}
