import type { Locale } from "../../i18n/message.ts";
import type { GlossaryTerm } from "../glossary-schema.ts";
import type { Heading } from "../lesson-source.ts";
import type { Problem } from "../problem.ts";
import type { RunnableBlock } from "../runnable.ts";

type Place = { line: number };

/** What a text refers to; check-content looks whether it is there. */
export type References = {
  exercises: (Place & { id: string })[];
  lessons: (Place & { id: string; section?: string })[];
  links: (Place & { target: string })[];
  /** Claims that a proof of the lesson proves, by its name. */
  proofs: (Place & { id: string })[];
  /** Claims that a check of an exercise proves. */
  checks: (Place & { exercise: string; check: string })[];
  images: Place[];
  /** Headings that got an id from their text, because they have none of their own. */
  headingsWithoutId: Place[];
};

export type CodeBlock = Place & {
  language: string;
  text: string /** The words after the language. */;
  meta: string;
};

/** One run of the compiler: what the plugins need, and what they find. */
export type Compilation = {
  file: string;
  locale: Locale;
  glossary: Map<string, GlossaryTerm>;
  problems: Problem[];
  headings: Heading[];
  references: References;
  codeBlocks: CodeBlock[];
  runs: RunnableBlock[];
  /** Names of the components in the order of the text, without `Term`. */
  components: string[];
};
