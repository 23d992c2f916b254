import { words } from "../../words/words.ts";

/** Who sent a notice, by the certified role; a system of the practice by the name that an owner gave it. */
export function senderWords(role: string, name: string | null): string {
  const { from, named } = words.notices;
  if (name !== null) return named(name);
  return role in from ? from[role as keyof typeof from] : role;
}

/** What a notice is about. */
export function kindWords(kind: string): string {
  const { kinds } = words.notices;
  return kind in kinds ? kinds[kind as keyof typeof kinds] : kind;
}

/** What an answer is called on its button. */
export function answerWords(answer: string): string {
  const { answers } = words.notices;
  return answer in answers ? answers[answer as keyof typeof answers] : answer;
}

/** What stands where the buttons were. */
export function answeredWords(answer: string): string {
  const { answered, answeredOther } = words.notices;
  return answer in answered ? answered[answer as keyof typeof answered] : answeredOther(answer);
}

/** What an answer brings about, in one sentence. */
export function confirmWords(kind: string, answer: string): string {
  const { confirm } = words.notices;
  if (kind === "match" && answer === "accept") return confirm.acceptMatch;
  return kind === "match" && answer === "decline" ? confirm.declineMatch : confirm.other;
}
