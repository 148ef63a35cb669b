"use client";

import { ExternalLinkIcon, RotateCwIcon } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Locale } from "../../../../lib/i18n/message.ts";
import { translate } from "../../../../lib/i18n/translate.ts";
import { IconButton } from "../../../components/icon-button.tsx";
import { StateMark } from "../../../components/state-mark.tsx";
import { Refused } from "../../api.ts";
import type { Live } from "../use-live.ts";

export type PreviewPlace = { port: number; path: string };

type PreviewPanelProps = {
  live: Live;
  isShown: boolean;
  place: PreviewPlace | undefined;
  onPlace: (place: PreviewPlace) => void;
};

/** What a published port answers, in a frame of an origin of its own: it cannot read this site. */
export function PreviewPanel({ live, isShown, place, onPlace }: PreviewPanelProps) {
  const t = useTranslations("preview");
  const { ports } = live;
  const { api } = live.session;
  const port = place && ports.some((entry) => entry.port === place.port) ? place.port : ports[0]?.port;
  const path = place?.port === port ? (place?.path ?? "/") : "/";
  const frame = useFrame(api.preview, isShown ? port : undefined, path);

  if (port === undefined) return <NoPorts isShown={isShown} />;
  return (
    <div className="preview" hidden={!isShown}>
      <form
        className="preview-bar"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = String(new FormData(event.currentTarget).get("path"));
          onPlace({ port, path: typed.startsWith("/") ? typed : `/${typed}` });
          frame.reload();
        }}
      >
        <label className="sr-only" htmlFor="preview-port">
          {t("port")}
        </label>
        <select
          id="preview-port"
          value={port}
          onChange={(event) => onPlace({ port: Number(event.target.value), path: "/" })}
        >
          {ports.map((entry) => (
            <option key={entry.port} value={entry.port}>
              {t("portOf", { port: String(entry.port), service: entry.service ?? entry.container ?? "" })}
            </option>
          ))}
        </select>
        <span className="preview-address">
          <span aria-hidden>{`localhost:${port}`}</span>
          <input
            key={`${port} ${path}`}
            name="path"
            defaultValue={path}
            aria-label={t("path")}
            spellCheck={false}
            autoComplete="off"
          />
        </span>
        <IconButton label={t("reload")} onClick={frame.reload}>
          <RotateCwIcon size={15} aria-hidden />
        </IconButton>
        <IconButton label={t("newTab")} onClick={() => void openTab(() => api.preview(port, path))}>
          <ExternalLinkIcon size={15} aria-hidden />
        </IconButton>
      </form>
      {frame.problem && <FrameProblem problem={frame.problem} onAgain={frame.reload} />}
      {frame.address && !frame.problem && (
        <iframe
          key={frame.address}
          className="preview-frame"
          title={t("frame", { port: String(port) })}
          src={frame.address}
          // Its origin is not ours: what it may do there is its own affair, but it stays in its frame.
          sandbox="allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-downloads"
          referrerPolicy="no-referrer"
        />
      )}
      {!frame.address && !frame.problem && (
        <p className="live-empty" role="status">
          {t("opening", { port: String(port) })}
        </p>
      )}
    </div>
  );
}

type Frame = { address: string | undefined; problem: Error | undefined; reload: () => void };

/** The address of the frame: good for one load, so each load asks for a new one. */
function useFrame(
  ask: (port: number, path: string) => Promise<{ url: string }>,
  port: number | undefined,
  path: string,
): Frame {
  const [address, setAddress] = useState<string>();
  const [problem, setProblem] = useState<Error>();
  const [loads, setLoads] = useState(0);
  const loaded = useRef("");

  useEffect(() => {
    const wanted = `${port} ${path} ${loads}`;
    // Shown again, the frame is as it was left.
    if (port === undefined || loaded.current === wanted) return;
    let gone = false;
    setAddress(undefined);
    setProblem(undefined);
    ask(port, path).then(
      ({ url }) => {
        if (gone) return;
        loaded.current = wanted;
        setAddress(url);
      },
      (error: Error) => !gone && setProblem(error),
    );
    return () => {
      gone = true;
    };
  }, [ask, port, path, loads]);

  return { address, problem, reload: useCallback(() => setLoads((count) => count + 1), []) };
}

function FrameProblem({ problem, onAgain }: { problem: Error; onAgain: () => void }) {
  const t = useTranslations("preview");
  const locale = useLocale() as Locale;
  const reason = problem instanceof Refused ? problem.reason : undefined;
  return (
    <div className="live-empty" role="alert">
      <p>
        <StateMark state="warn" size={15} /> {reason ? translate(reason, locale) : t("away")}
      </p>
      <button type="button" className="button" data-size="small" onClick={onAgain}>
        {t("again")}
      </button>
    </div>
  );
}

function NoPorts({ isShown }: { isShown: boolean }) {
  const t = useTranslations("preview");
  return (
    <div className="live-empty preview-none" hidden={!isShown}>
      <h3>{t("noneTitle")}</h3>
      <p>{t("noneText")}</p>
      <pre>
        <code>{'services:\n  web:\n    image: nginx:alpine\n    ports:\n      - "8080:80"'}</code>
      </pre>
      <p>{t.rich("noneThen", { code: (chunks) => <code>{chunks}</code> })}</p>
    </div>
  );
}

/** The tab is opened by the click itself, or browsers refuse it; its address comes a moment later. */
async function openTab(ask: () => Promise<{ url: string }>): Promise<void> {
  const tab = window.open("about:blank");
  try {
    const { url } = await ask();
    if (!tab) return;
    tab.opener = null;
    tab.location.replace(url);
  } catch {
    tab?.close();
  }
}
