import { getTranslations } from "next-intl/server";
import { formatProblem, type Problem } from "../../lib/content/problem.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { AuthorReload } from "./author-reload.tsx";

type AuthorProblemsProps = { lesson: string; locale: Locale; problems: Problem[] };

/** In the place of a lesson that cannot be read: what its author has to mend, and where. */
export async function AuthorProblems({ lesson, locale, problems }: AuthorProblemsProps) {
  const t = await getTranslations("author");
  return (
    <div className="page">
      <h1 className="my-6 font-bold text-2xl">{t("title")}</h1>
      <p>{t("text")}</p>
      <ul className="my-6 space-y-4">
        {problems.map((problem) => (
          <li key={formatProblem(problem, locale)} className="font-mono text-sm">
            {formatProblem(problem, locale)}
          </li>
        ))}
      </ul>
      <AuthorReload lesson={lesson} />
    </div>
  );
}
