"use client";

import { CheckIcon, CopyIcon, TerminalIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ownCommandOf } from "../../../lib/grading/see-yourself.ts";
import { useRunCommand } from "../live/terminal/run-command.ts";

/** The command by which the student sees the same: to copy, or to run in the sandbox at once where it only looks. */
export function OwnCommand({ what }: { what: string }) {
  const t = useTranslations("ownCommand");
  const run = useRunCommand();
  const own = ownCommandOf(what);
  if (!own) return null;
  return (
    <div className="own-command">
      <code>{own.command}</code>
      <CopyCommand command={own.command} />
      {run && own.looks && (
        <button
          type="button"
          className="button"
          data-size="small"
          aria-label={t("runOf", { command: own.command })}
          onClick={() => run(own.command)}
        >
          <TerminalIcon size={13} aria-hidden />
          {t("run")}
        </button>
      )}
    </div>
  );
}

const copiedMs = 2000;

function CopyCommand({ command }: { command: string }) {
  const t = useTranslations("ownCommand");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), copiedMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className="button"
      data-size="small"
      aria-label={t("copyOf", { command })}
      onClick={() => void navigator.clipboard?.writeText(command).then(() => setCopied(true))}
    >
      {copied ? <CheckIcon size={13} aria-hidden /> : <CopyIcon size={13} aria-hidden />}
      <span aria-live="polite">{t(copied ? "copied" : "copy")}</span>
    </button>
  );
}
