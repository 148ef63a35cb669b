import type { Locale } from "../../i18n/message.ts";
import type { GlossaryTerm } from "../glossary-schema.ts";
import type { Heading } from "../lesson-source.ts";
import type { Problem } from "../problem.ts";

type Place = { line: number };

/** What a text refers to; check-content looks whether it is there. */
export type References = {
  exercises: (Place & { id: string })[];
  lessons: (Place & { id: string; section?: string })[];
  links: (Place & { target: string })[];
};

export type CodeBlock = Place & { language: string; text: string };

/** One run of the compiler: what the plugins need, and what they find. */
export type Compilation = {
  file: string;
  locale: Locale;
  glossary: Map<string, GlossaryTerm>;
  problems: Problem[];
  headings: Heading[];
  references: References;
  codeBlocks: CodeBlock[];
};
