import { malformed } from "../errors.ts";

/** Reads one query value. @throws GateError 400 when it is not of the form */
export type QueryParser<T> = (value: string, key: string) => T;

export type QuerySpec = Record<string, QueryParser<unknown>>;

/** What a route gets: a key that was not given is undefined. */
export type QueryOf<Spec extends QuerySpec> = { [Key in keyof Spec]: ReturnType<Spec[Key]> | undefined };

/** As Go clients and curl users write a boolean. */
export function flag(value: string, key: string): boolean {
  const text = value.toLowerCase();
  if (text === "1" || text === "true") return true;
  if (text === "" || text === "0" || text === "false") return false;
  throw malformed(`invalid value for ${key}: it must be 0 or 1`);
}

export function text(value: string): string {
  return value;
}

export function integer(minimum: number, maximum: number): QueryParser<number> {
  return (value, key) => {
    const number = /^-?[0-9]{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= minimum && number <= maximum))
      throw malformed(`invalid value for ${key}: not a number in range`);
    return number;
  };
}

export function matching(pattern: RegExp): QueryParser<string> {
  return (value, key) => {
    if (!pattern.test(value)) throw malformed(`invalid value for ${key}`);
    return value;
  };
}

/** Unix seconds with a fraction, as the CLI sends times, or empty. */
export const timestamp = matching(/^(?:-?[0-9]{1,12}(?:\.[0-9]{1,9})?)?$/);

/** The same flag, as the engine is to read it. */
export function flagText(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? "1" : "0";
}
