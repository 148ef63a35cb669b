"use client";

import { useParams } from "next/navigation";
import en from "../../lib/i18n/ui/failure.en.json" with { type: "json" };
import ko from "../../lib/i18n/ui/failure.ko.json" with { type: "json" };
import { NoticePage } from "../shell/notice-page.tsx";

/** Shown when a page throws. Its few words come along by themselves: nothing else may be relied on here. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const texts = useParams().locale === "en" ? en : ko;
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  return (
    <NoticePage
      title={texts.title}
      text={texts.text}
      detail={digest && texts.reference.replace("{digest}", digest)}
    >
      <button type="button" className="button" data-kind="primary" onClick={retry}>
        {texts.retry}
      </button>
    </NoticePage>
  );
}
