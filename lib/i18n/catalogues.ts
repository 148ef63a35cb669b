import cliEn from "./catalogue/cli.en.json" with { type: "json" };
import cliKo from "./catalogue/cli.ko.json" with { type: "json" };
import composeEn from "./catalogue/compose.en.json" with { type: "json" };
import composeKo from "./catalogue/compose.ko.json" with { type: "json" };
import contentEn from "./catalogue/content.en.json" with { type: "json" };
import contentKo from "./catalogue/content.ko.json" with { type: "json" };
import engineEn from "./catalogue/engine.en.json" with { type: "json" };
import engineKo from "./catalogue/engine.ko.json" with { type: "json" };
import gateEn from "./catalogue/gate.en.json" with { type: "json" };
import gateKo from "./catalogue/gate.ko.json" with { type: "json" };
import gradingEn from "./catalogue/grading.en.json" with { type: "json" };
import gradingKo from "./catalogue/grading.ko.json" with { type: "json" };
import liveEn from "./catalogue/live.en.json" with { type: "json" };
import liveKo from "./catalogue/live.ko.json" with { type: "json" };
import platformEn from "./catalogue/platform.en.json" with { type: "json" };
import platformKo from "./catalogue/platform.ko.json" with { type: "json" };
import type { Locale } from "./message.ts";

/** ICU texts by their name within the area. */
export type Catalogue = Record<string, string>;

/** Every area's texts in every language; `ui` is not here, because only the site's own pages use it. */
export const catalogues: Record<Locale, Record<string, Catalogue>> = {
  ko: {
    cli: cliKo,
    compose: composeKo,
    content: contentKo,
    engine: engineKo,
    gate: gateKo,
    grading: gradingKo,
    live: liveKo,
    platform: platformKo,
  },
  en: {
    cli: cliEn,
    compose: composeEn,
    content: contentEn,
    engine: engineEn,
    gate: gateEn,
    grading: gradingEn,
    live: liveEn,
    platform: platformEn,
  },
};
