"use client";

import { useFormatter, useTranslations } from "next-intl";
import { StateMark } from "../../../components/state-mark.tsx";
import { useNow } from "../../run/elapsed.tsx";
import type { Live } from "../use-live.ts";

/** Above the dock, whatever else is shown: the sandbox will stop soon, and how to keep it. */
export function LiveNotice({ live }: { live: Live }) {
  const { sandbox } = live;
  if (sandbox?.state !== "ready") return null;
  if (sandbox.lifetime.warning) return <Warning live={live} sandbox={sandbox} />;
  return sandbox.draining ? <Draining /> : null;
}

function Warning({ live, sandbox }: { live: Live; sandbox: NonNullable<Live["sandbox"]> }) {
  const t = useTranslations("live");
  const { idleEndsAt, absoluteEndsAt, warning, extendable } = sandbox.lifetime;
  const end = Math.min(idleEndsAt, absoluteEndsAt) + live.clockOffset;
  return (
    <div className="bar" data-kind="waiting" role="alert">
      <StateMark state="waiting" size={16} />
      <p>
        {t(`warning.${warning ?? "idle"}`)} <Countdown until={end} />
      </p>
      {extendable && (
        <button
          type="button"
          className="button"
          data-size="small"
          disabled={live.asking !== undefined}
          onClick={() => void live.session.extend()}
        >
          {t("extend")}
        </button>
      )}
    </div>
  );
}

/** Seen, not said: a screen reader would hear every second. */
function Countdown({ until }: { until: number }) {
  const t = useTranslations("live");
  const format = useFormatter();
  const seconds = Math.max(0, Math.round((until - useNow(true)) / 1000));
  const rest = format.number(seconds % 60, { minimumIntegerDigits: 2 });
  return (
    <span className="tabular-nums" aria-hidden>
      {t("remaining", { time: `${Math.floor(seconds / 60)}:${rest}` })}
    </span>
  );
}

function Draining() {
  const t = useTranslations("live");
  return (
    <div className="bar" data-kind="waiting" role="alert">
      <StateMark state="warn" size={16} />
      <p>{t("draining")}</p>
    </div>
  );
}
