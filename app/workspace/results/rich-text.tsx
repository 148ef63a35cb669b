/** Text of the message catalogue: names and commands stand between backticks. */
export function RichText({ text }: { text: string }) {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? <code key={`${index} ${part}`}>{part}</code> : part));
}
