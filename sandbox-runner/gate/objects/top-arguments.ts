import { engineError, refuse } from "./refusal.ts";

const longest = 128;
/** Options in one word, of which those that take a format end in `o`. */
const options = /^-?[A-LN-Ya-np-z]{1,12}$/;
const formatOption = /^-?[A-LN-Ya-np-z]{0,12}o$/;
const columns = /^[a-z_%]{1,16}(?:,[a-z_%]{1,16}){0,16}$/;
const order = /^[+-]?[a-z_%]{1,16}(?:,[+-]?[a-z_%]{1,16}){0,8}$/;

/**
 * Decides the arguments of `ps` in a `GET /containers/{id}/top`. `ps` runs on the host and lists everything;
 * the engine then keeps the lines whose PID column names a process of the container. So a format may
 * neither rename a column nor put one with blanks before the PID: other people's lines would pass.
 */
export function decideTopArguments(written: string | undefined): string | undefined {
  if (!written) return undefined;
  if (written.length > longest) throw refused(written);
  const words = written.trim().split(/ +/);
  let format = "";
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const next = words[at + 1] ?? "";
    if (formatOption.test(word) || word === "--format") {
      if (!columns.test(next)) throw refused(written);
      format = format === "" ? next : `${format},${next}`;
      at += 1;
    } else if (word === "--sort") {
      if (!order.test(next)) throw refused(written);
      at += 1;
    } else if (!options.test(word) && word !== "--forest") {
      throw refused(written);
    }
  }
  checkFormat(format.split(","), written);
  return words.join(" ");
}

/** The process id comes first and once, so that it is where the engine looks for it whatever else is printed. */
function checkFormat(format: string[], written: string): void {
  if (format[0] === "" || format.lastIndexOf("pid") === 0) return;
  if (!format.includes("pid")) throw engineError(500, "Couldn't find PID field in ps output");
  throw refused(written);
}

function refused(written: string): Error {
  return refuse("top-arguments", { value: written.slice(0, longest) });
}
