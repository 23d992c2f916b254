/** What the two people of the stage say. */
export const LINES: readonly (readonly ["client" | "therapist", string])[] = [
  ["therapist", "Good afternoon. Take the time you need to arrive. How has the week been since we last spoke?"],
  ["client", "Hello. Up and down."],
  [
    "client",
    "The mornings are still the worst part. I wake at four and then it all starts going round: work, my sister, whether I said the wrong thing to somebody three days ago.",
  ],
  ["therapist", "That sounds tiring. When it starts going round, what do you notice first, before the thoughts?"],
  ["client", "My chest, I think. Tight. Then I check the time, and that makes it worse."],
  ["therapist", "So the body is first, then the clock."],
  ["therapist", "Last week you wanted to try leaving the clock in the other room. Did you get the chance?"],
  ["client", "Twice. The second time I fell asleep again before it got light. I had forgotten that could happen."],
  ["therapist", "What was different about the second time?"],
  [
    "client",
    "I did the breathing thing first, and I wrote two lines down so I would not have to keep them in my head:\n\n– call M. back\n– it can wait until nine",
  ],
  ["client", "It felt a bit silly. But it was quiet."],
  [
    "therapist",
    "Quiet is worth a little silliness. Would you like to stay with that for a moment, or is there something else that wants to come first today?",
  ],
  ["client", "There is one thing with my sister. Give me a second, I want to put it right."],
];
