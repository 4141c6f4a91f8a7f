const call = String.raw`(GET|POST|PUT|DELETE) http://<simulator>/(<id \d+>|\S)+`;

/** An input or an action, the call that failed, its HTTP status and the server's words. */
const refusal = new RegExp(`^(can't [^:]+|[a-zA-Z]+: [^:]+): ${call}: \\d{3} ".+"`);

/** A component, its status, its last event with how that ended, the call that tells of it, and the end of its log. */
const component = new RegExp(
  `^[^:]+: component \\w+ \\(<alias>\\) is "\\w+": its [\\w-]+ (ended with \\w+ ".+"|is under way) \\(${call}\\); its log ends with ".+"`,
);

/** How a sentence begins, or goes on, that says what to do. */
const order = /(^|: |, )(Ask|Check|Copy|Declare|Look|Mend|mend|give) /;

/** What a comparable message lacks of the form that people are promised: what failed, the call, its status, the server's words, one thing to do. */
export function lacksOf(message: string): string[] {
  const [told = ""] = refusal.exec(message) ?? component.exec(message) ?? [];
  if (told === "") return ["what failed, with the call, its status and the server's words"];
  const sentences = message.slice(told.length).split(/\. (?=[A-Z])/);
  const orders = sentences.filter((sentence) => order.test(sentence));
  return orders.length === 1 && orders[0] === sentences.at(-1) ? [] : ["one thing to do, at the end"];
}
