import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { readColours } from "../../../design/read-tokens.ts";
import { BothThemes, Buttons, Colours, Marks, Type } from "../../../design/samples.tsx";
import { requireLocale } from "../../../i18n/require-locale.ts";
import { blockComponents } from "../../../lesson/blocks.tsx";

type PageProps = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const t = await getTranslations({ locale: requireLocale((await params).locale), namespace: "design" });
  return { title: t("title") };
}

/** The design language, shown by the components and tokens themselves. */
export default async function DesignPage({ params }: PageProps) {
  requireLocale((await params).locale);
  const t = await getTranslations("design");
  const { Callout, Cards, Card, Steps, Step } = blockComponents(await getTranslations("lesson"));
  const colours = await readColours();
  const kinds = ["note", "tip", "pitfall", "engine"] as const;
  return (
    <div className="page">
      <header className="max-w-2xl pt-8 sm:pt-14">
        <h1 className="font-bold text-3xl sm:text-4xl">{t("title")}</h1>
        <p className="mt-4 text-soft">{t("intro")}</p>
      </header>
      <Part title={t("colours.title")} rules={t("colours.rules")}>
        <BothThemes>{(theme) => <Colours colours={colours} theme={theme} />}</BothThemes>
      </Part>
      <Part title={t("type.title")} rules={t("type.rules")}>
        <BothThemes>{() => <Type />}</BothThemes>
      </Part>
      <Part title={t("marks.title")} rules={t("marks.rules")}>
        <BothThemes>{() => <Marks />}</BothThemes>
      </Part>
      <Part title={t("buttons.title")} rules={t("buttons.rules")}>
        <BothThemes>{(theme) => <Buttons theme={theme} />}</BothThemes>
      </Part>
      <Part title={t("blocks.title")} rules={t("blocks.rules")}>
        <BothThemes>
          {() => (
            <div className="prose">
              {kinds.map((kind) => (
                <Callout key={kind} kind={kind} title={t("sample")}>
                  <p>{t("aside")}</p>
                </Callout>
              ))}
              <Cards>
                <Card title={t("sample")}>
                  <p>{t("aside")}</p>
                </Card>
              </Cards>
              <Steps>
                <Step title={t("sample")}>
                  <p>{t("aside")}</p>
                </Step>
              </Steps>
            </div>
          )}
        </BothThemes>
      </Part>
      <Part title={t("motion.title")} rules={t("motion.rules")} />
    </div>
  );
}

function Part({ title, rules, children }: { title: string; rules: string; children?: ReactNode }) {
  return (
    <section className="mt-12">
      <h2 className="font-semibold text-xl">{title}</h2>
      <p className="design-rules">{rules}</p>
      {children}
    </section>
  );
}
