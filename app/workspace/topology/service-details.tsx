"use client";

import { XIcon } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import type { TopologyService } from "../../../lib/compose/topology.ts";
import type { SourceRange } from "../../../lib/compose/types.ts";
import { IconButton } from "../../components/icon-button.tsx";
import { StateMark } from "../../components/state-mark.tsx";
import { containerMark } from "../run/container-mark.ts";
import type { ContainerRun, RunState } from "../run/run-state.ts";

type ServiceDetailsProps = {
  service: TopologyService;
  run?: RunState;
  /** What can be opened of it in the sandbox. */
  tools?: ReactNode;
  onGoTo: (range: SourceRange) => void;
  onClose: () => void;
};

/** What is known of one service: what its lines say, and what its containers did. */
export function ServiceDetails({ service, run, tools, onGoTo, onClose }: ServiceDetailsProps) {
  const t = useTranslations("topology");
  const containers = run?.containers.filter((container) => container.service === service.name) ?? [];
  const section = useRef<HTMLElement>(null);

  useEffect(() => {
    // Browsers begin to answer this with a promise, which is nothing that an effect may return.
    void section.current?.scrollIntoView({ block: "nearest" });
  }, []);

  return (
    <section ref={section} className="service-details" aria-label={service.name}>
      <header>
        <h3>{service.name}</h3>
        <button type="button" className="place-link" onClick={() => onGoTo(service.range)}>
          {t("goToLine", { file: service.range.file, line: service.range.start.line })}
        </button>
        <IconButton label={t("closeDetails")} onClick={onClose}>
          <XIcon size={15} aria-hidden />
        </IconButton>
      </header>
      {tools}
      <dl>
        <Fact name={t("facts.image")}>{service.image && <code>{service.image}</code>}</Fact>
        <Fact name={t("facts.replicas")}>{service.replicas}</Fact>
        <Fact name={t("facts.networks")}>{service.networks.join(", ")}</Fact>
        <Fact name={t("facts.ports")}>
          {service.ports.map(({ host, container, protocol }) => (
            <code key={`${host}:${container}`}>
              {t("portPair", { host: host ?? t("anyPort"), container, protocol })}
            </code>
          ))}
        </Fact>
        <Fact name={t("facts.dependsOn")}>
          {service.dependsOn.map(({ service: name, condition, range }) => (
            <button key={name} type="button" className="place-link" onClick={() => onGoTo(range)}>
              {t(`condition.${condition}`, { from: service.name, to: name })}
            </button>
          ))}
        </Fact>
        <Fact name={t("facts.mounts")}>
          {service.mounts.map(({ source, target, readOnly }) => (
            <code key={target}>
              {source ?? t("anonymous")} → {target}
              {readOnly && ` (${t("readOnly")})`}
            </code>
          ))}
        </Fact>
        <Fact name={t("facts.health")}>{service.health ? t("hasHealth") : t("noHealth")}</Fact>
      </dl>
      {containers.map((container) => (
        <ContainerStory key={container.name} container={container} since={run?.takenAt} />
      ))}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  const empty = children === "" || (Array.isArray(children) && children.length === 0);
  if (empty) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ContainerStory({ container, since }: { container: ContainerRun; since: number | undefined }) {
  const t = useTranslations("topology");
  const format = useFormatter();
  return (
    <div className="container-story">
      <p>
        <StateMark state={containerMark(container)} size={13} />
        <code>{container.name}</code>
      </p>
      <ol>
        {container.moments.map(({ state, at, exitCode }) => (
          <li key={`${state} ${at}`}>
            <span className="tabular-nums">
              {t("after", {
                seconds: format.number((at - (since ?? at)) / 1000, {
                  minimumFractionDigits: 1,
                  maximumFractionDigits: 1,
                }),
              })}
            </span>{" "}
            {t(`state.${state}`)}
            {exitCode !== undefined && ` (${t("exitCode", { code: exitCode })})`}
          </li>
        ))}
      </ol>
    </div>
  );
}
