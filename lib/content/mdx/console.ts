/** The commands of a console block: what follows the prompt `$ `, with continuations, each as it is typed. */
export function commandsOf(text: string): string[] {
  const commands: string[] = [];
  let continued = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("$ ")) commands.push(line.slice(2));
    else if (continued) commands.push(`${commands.pop()}\n${line.replace(/^> /, "")}`);
    continued = (continued || line.startsWith("$ ")) && line.endsWith("\\");
  }
  return commands;
}
