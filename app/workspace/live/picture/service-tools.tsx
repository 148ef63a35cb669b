"use client";

import { FileJsonIcon, ScrollTextIcon, SquareTerminalIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ContainerView, TerminalView } from "../../../../lib/live/protocol.ts";

export type OpenTool = (wanted: { kind: TerminalView["kind"]; target: string }) => void;

type ServiceToolsProps = { service: string; containers: readonly ContainerView[]; onOpen: OpenTool };

const tools = [
  { kind: "exec", Icon: SquareTerminalIcon },
  { kind: "logs", Icon: ScrollTextIcon },
  { kind: "inspect", Icon: FileJsonIcon },
] as const;

/** A shell into a service's containers in the sandbox, their logs, and what the engine knows of them. */
export function ServiceTools({ service, containers, onOpen }: ServiceToolsProps) {
  const t = useTranslations("live");
  const own = containers.filter((container) => container.service === service);
  if (own.length === 0) return <p className="service-tools-none">{t("tools.none")}</p>;
  return (
    <ul className="service-tools" aria-label={t("tools.title")}>
      {own.map((container) => (
        <li key={container.name}>
          {own.length > 1 && <code>{container.name}</code>}
          {tools.map(({ kind, Icon }) => (
            <button
              key={kind}
              type="button"
              className="button"
              data-size="small"
              // Only what runs has a shell.
              disabled={kind === "exec" && container.state !== "running"}
              aria-label={t(`tools.${kind}Of`, { name: container.name })}
              onClick={() => onOpen({ kind, target: container.name })}
            >
              <Icon size={14} aria-hidden />
              {t(`tools.${kind}`)}
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}
