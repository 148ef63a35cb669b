import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { Breadcrumb } from "../../../components/breadcrumb.tsx";
import { requireLocale } from "../../../i18n/require-locale.ts";
import { LabNotice } from "../../../lab/lab-notice.tsx";
import { labPhase } from "../../../lab/lab-phase.ts";
import { readLab } from "../../../server/lab.ts";
import { SiteHeader } from "../../../shell/site-header.tsx";
import { readPanelLayouts } from "../../../workspace/panels/panel-layouts.ts";
import { Workspace } from "../../../workspace/workspace.tsx";
import { workspaceMessages } from "../../../workspace/workspace-messages.ts";
import { openExercise } from "./open-exercise.tsx";

type PageProps = { params: Promise<{ locale: string; id: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale, id } = await params;
  const { view } = await openExercise(requireLocale(locale), id);
  return { title: view.title };
}

export default async function ExercisePage({ params }: PageProps) {
  const { locale: segment, id } = await params;
  const locale = requireLocale(segment);
  const { view, starter, brief } = await openExercise(locale, id);
  const t = await getTranslations("workspace");
  const s = await getTranslations("session");
  const phase = labPhase(await readLab());
  const { session } = view;

  return (
    <div className="workspace-page">
      <SiteHeader locale={locale} wide />
      <main id="main" tabIndex={-1} className="workspace-main">
        <div className="workspace-title">
          <div>
            {session && (
              <Breadcrumb
                label={s("place")}
                crumbs={[
                  { text: session.title[locale], href: `/${locale}/${session.path}` },
                  { text: t("exercise") },
                ]}
              />
            )}
            <h1>{view.title}</h1>
          </div>
          <p className="workspace-facts">{t("facts", { minutes: view.minutes, points: view.points })}</p>
        </div>
        <NextIntlClientProvider messages={workspaceMessages(await getMessages())}>
          <Workspace
            exercise={view}
            starter={starter}
            brief={brief}
            notice={phase !== "ready" && <LabNotice locale={locale} />}
            canRun={phase !== "missing" && phase !== "away" && phase !== "idle"}
            layouts={await readPanelLayouts()}
          />
        </NextIntlClientProvider>
      </main>
    </div>
  );
}
