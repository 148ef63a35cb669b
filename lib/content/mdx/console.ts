/**
 * The commands of a console block: what follows the prompt `$ `, each as it is typed. A command goes on after a
 * backslash and, as in bash, after the prompt `> `.
 */
export function commandsOf(text: string): string[] {
  const commands: string[] = [];
  let isOpen = false;
  for (const line of text.split("\n")) {
    const goesOn: boolean = isOpen && (/^>( |$)/.test(line) || commands.at(-1)?.endsWith("\\") === true);
    if (line.startsWith("$ ")) commands.push(line.slice(2));
    else if (goesOn) commands.push(`${commands.pop()}\n${line.replace(/^> ?/, "")}`);
    isOpen = line.startsWith("$ ") || goesOn;
  }
  return commands;
}
