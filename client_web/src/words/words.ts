import { aboutRecord } from "./english/about_record.ts";
import { appointments } from "./english/appointments.ts";
import { asides } from "./english/asides.ts";
import { beforehand } from "./english/beforehand.ts";
import { care } from "./english/care.ts";
import { console } from "./english/console.ts";
import { custody } from "./english/custody.ts";
import { conversation } from "./english/conversation.ts";
import { discretion } from "./english/discretion.ts";
import { door } from "./english/door.ts";
import { general } from "./english/general.ts";
import { home } from "./english/home.ts";
import { legal } from "./english/legal.ts";
import { log } from "./english/log.ts";
import { lobby } from "./english/lobby.ts";
import { mail } from "./english/mail.ts";
import { intake } from "./english/intake.ts";
import { matching } from "./english/matching.ts";
import { me } from "./english/me.ts";
import { notices } from "./english/notices.ts";
import { postNotice } from "./english/post_notice.ts";
import { part2 } from "./english/part2.ts";
import { papers } from "./english/papers.ts";
import { places } from "./english/places.ts";
import { password } from "./english/password.ts";
import { privateNotes } from "./english/private_notes.ts";
import { record } from "./english/record.ts";
import { recovery } from "./english/recovery.ts";
import { registration } from "./english/registration.ts";
import { release } from "./english/release.ts";
import { retention } from "./english/retention.ts";
import { requests } from "./english/requests.ts";
import { safeContact } from "./english/safe_contact.ts";
import { safety } from "./english/safety.ts";
import { search } from "./english/search.ts";
import { settings } from "./english/settings.ts";
import { today } from "./english/today.ts";
import { trust } from "./english/trust.ts";
import { warning } from "./english/warning.ts";

/** Everything the page says, by view. Another language is another object of this type. */
export const words = {
  aboutRecord,
  general,
  asides,
  appointments,
  door,
  home,
  conversation,
  safeContact,
  safety,
  search,
  settings,
  today,
  trust,
  legal,
  part2,
  warning,
  log,
  lobby,
  mail,
  intake,
  matching,
  me,
  notices,
  postNotice,
  password,
  papers,
  places,
  privateNotes,
  record,
  recovery,
  registration,
  release,
  requests,
  retention,
  beforehand,
  care,
  discretion,
  console,
  custody,
} as const;
export type Words = typeof words;
