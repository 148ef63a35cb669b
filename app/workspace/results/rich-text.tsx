/** Text of the message catalogue: names and commands stand between backticks. */
export function RichText({ text }: { text: string }) {
  const pieces = [...text.matchAll(/`([^`]*)`|[^`]+/g)];
  return pieces.map(({ 0: piece, 1: code, index }) =>
    code === undefined ? piece : <code key={index}>{code}</code>,
  );
}
