import { getTranslations } from "next-intl/server";
import type { RunnerEngine, RunnerImage } from "../../lib/db/runner-state.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";
import { type MarkState, StateMark } from "../components/state-mark.tsx";
import { readLab } from "../server/lab.ts";
import { type LabPhase, labPhase } from "./lab-phase.ts";
import { RefreshWhileChanging } from "./refresh-while-changing.tsx";

/** Whether exercises can be graded now, what is being prepared, and what to do when something is missing. */
export async function LabNotice({ locale }: { locale: Locale }) {
  const t = await getTranslations("lab");
  const lab = await readLab();
  const phase = labPhase(lab);
  return (
    <section className="lab-notice" aria-labelledby="lab">
      <h2 id="lab" className="aside-title">
        {t("title")}
      </h2>
      <p className="flex gap-2.5 font-semibold">
        <span className="pt-1">
          <StateMark state={marks[phase]} size={16} />
        </span>
        {t(`phase.${phase}.title`)}
      </p>
      <p className="mt-1 text-[0.9375rem] text-soft">{t(`phase.${phase}.text`)}</p>
      {lab.state === "known" && <EngineLine engine={lab.engine} locale={locale} />}
      {lab.state === "known" && phase !== "ready" && phase !== "missing" && (
        <ImageList images={lab.images} locale={locale} />
      )}
      <RefreshWhileChanging changing={phase !== "ready"} />
    </section>
  );
}

const marks: Record<LabPhase, MarkState> = {
  away: "bad",
  idle: "waiting",
  missing: "warn",
  engine: "started",
  images: "started",
  failed: "warn",
  ready: "good",
};

async function EngineLine({ engine, locale }: { engine: RunnerEngine; locale: Locale }) {
  const t = await getTranslations("lab");
  if (engine.state === "ready") {
    return (
      <p className="mt-2 text-faint text-sm">{t(`engine.${engine.mode}`, { version: engine.version })}</p>
    );
  }
  if (engine.state === "preparing") {
    return <p className="mt-2 text-sm">{translate(engine.message, locale)}</p>;
  }
  return (
    <div className="mt-2 text-[0.9375rem]">
      <p>{translate(engine.reason, locale)}</p>
      <ul className="aside-list mt-2">
        {engine.remedies.map((remedy) => (
          <li key={remedy.code}>{translate(remedy, locale)}</li>
        ))}
      </ul>
    </div>
  );
}

const imageMarks: Record<RunnerImage["state"], MarkState> = {
  missing: "none",
  waiting: "waiting",
  preparing: "started",
  ready: "good",
  failed: "bad",
};

async function ImageList({ images, locale }: { images: RunnerImage[]; locale: Locale }) {
  const t = await getTranslations("lab");
  return (
    <ul className="mt-3 grid gap-1 text-sm" aria-label={t("images")}>
      {images.map((image) => (
        <li key={image.id} className="flex gap-2">
          <span className="pt-1">
            <StateMark state={imageMarks[image.state]} size={13} />
          </span>
          <span className="min-w-0">
            <code className="text-[0.8125rem]">{image.id}</code>{" "}
            <span className="text-faint">
              {t(`image.${image.state}`)}
              {image.fraction !== undefined &&
                image.state === "preparing" &&
                ` ${Math.round(image.fraction * 100)}%`}
            </span>
            {image.message && image.state !== "ready" && (
              <span className="block text-faint">{translate(image.message, locale)}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
