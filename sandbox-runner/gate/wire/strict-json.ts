import { type GateError, malformed } from "../errors.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const maximumDepth = 32;
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const blankPattern = /[ \t\r\n]*/y;
/** A run of string characters that stand for themselves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids exactly these unescaped
const plainPattern = /[^"\\\u0000-\u001f]*/y;
const escapes: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function bad(what: string): GateError {
  return malformed(`malformed request: the JSON body ${what}`);
}

/**
 * Parses one JSON value as everybody must read it alike. Two readers can disagree about repeated keys,
 * keys that differ in letter case (Go matches them without regard to it), keys outside ASCII
 * (Go folds `ſ` to `s`), `__proto__`, and integers beyond 2^53: all of these are refused.
 * Objects come without a prototype.
 *
 * @throws GateError 400
 */
export function parseStrictJson(bytes: Buffer): Json {
  const parser = new Parser(decodeUtf8(bytes));
  return parser.document();
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw bad("is not UTF-8");
  }
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value(0);
    this.#blank();
    if (this.#at < this.#text.length) throw bad("goes on after its end");
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #blank(): void {
    this.#match(blankPattern);
  }

  #accept(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #value(depth: number): Json {
    if (depth > maximumDepth) throw bad(`is nested deeper than ${maximumDepth} levels`);
    this.#blank();
    if (this.#accept("{")) return this.#object(depth);
    if (this.#accept("[")) return this.#array(depth);
    if (this.#accept('"')) return this.#string();
    if (this.#accept("true")) return true;
    if (this.#accept("false")) return false;
    if (this.#accept("null")) return null;
    return this.#number();
  }

  #number(): number {
    const text = this.#match(numberPattern);
    if (!text) throw bad("is not in order");
    const value = Number(text);
    const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (!exact) throw bad("holds a number that is too large");
    return value;
  }

  #string(): string {
    let result = "";
    for (;;) {
      result += this.#match(plainPattern) ?? "";
      if (this.#accept('"')) return wellFormed(result);
      if (!this.#accept("\\")) throw bad("has a string that does not end or holds a control character");
      result += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? "";
    const simple = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (simple !== undefined) return simple;
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (letter !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) throw bad("has a string with an unknown escape");
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #array(depth: number): Json[] {
    const items: Json[] = [];
    this.#blank();
    if (this.#accept("]")) return items;
    for (;;) {
      items.push(this.#value(depth + 1));
      this.#blank();
      if (this.#accept("]")) return items;
      if (!this.#accept(",")) throw bad("is not in order");
    }
  }

  #object(depth: number): Json {
    const result: { [key: string]: Json } = Object.create(null);
    const seen = new Set<string>();
    this.#blank();
    if (this.#accept("}")) return result;
    for (;;) {
      this.#blank();
      if (!this.#accept('"')) throw bad("is not in order");
      const key = this.#key(seen);
      this.#blank();
      if (!this.#accept(":")) throw bad("is not in order");
      result[key] = this.#value(depth + 1);
      this.#blank();
      if (this.#accept("}")) return result;
      if (!this.#accept(",")) throw bad("is not in order");
    }
  }

  #key(seen: Set<string>): string {
    const key = this.#string();
    if (!/^[\x20-\x7e]*$/.test(key)) throw bad("has a key that is not printable ASCII");
    const folded = key.toLowerCase();
    if (folded === "__proto__") throw bad("has a key that the lab does not take");
    if (seen.has(folded)) throw bad(`has the key ${JSON.stringify(key)} twice`);
    seen.add(folded);
    return key;
  }
}

/** A lone surrogate would be replaced on its way to the engine: two spellings of one text. */
function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw bad("has a string that is not Unicode");
  return text;
}
