/** What a letter may hold, for who writes one (crypto.md §6.6). */
export {
  isAttachmentName,
  MAX_ATTACHMENTS,
  MAX_FILE_BYTES,
  MAX_LETTER_BYTES,
  MAX_SUBJECT_BYTES,
} from "../../crypto/letter.ts";
export type { Attachment } from "../../crypto/letter.ts";
