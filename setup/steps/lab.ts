import type { Settings } from "../../lib/config/settings.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";
import { ensureEngine } from "../../sandbox-runner/engine/engine.ts";
import { loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { prepareImages } from "../../sandbox-runner/images/prepare.ts";
import { SetupError, type Step } from "../step.ts";

/** An engine with all images, for the tests. This process is one of its users until it calls `releaseEngine`. */
export function lab(settings: Settings): Step {
  return {
    title: message("platform.step-lab"),
    isCurrent: async () => false,
    run: async (report, signal) => {
      const tell = (text: Message) => report(translate(text, settings.locale));
      const found = await ensureEngine(settings, tell, signal);
      if (found.state === "missing") throw new SetupError(found.reason, found.remedies[0]);
      const catalogue = await loadCatalogue(settings.contentDirectory);
      const states = await prepareImages({
        engine: found.engine,
        catalogue,
        settings,
        signal,
        report: (image) => image.state === "preparing" && report(image.id),
      });
      const failed = states.find((state) => state.state === "failed");
      if (!failed) return;
      const reason = failed.message ? translate(failed.message, settings.locale) : "";
      throw new SetupError(message("platform.image-failed", { image: failed.id, reason }));
    },
  };
}
