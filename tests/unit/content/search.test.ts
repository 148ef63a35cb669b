import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { searchDocuments } from "../../../lib/content/search/documents.ts";
import { koreanStem } from "../../../lib/content/search/korean.ts";
import { loadSameMeaning } from "../../../lib/content/search/same-meaning.ts";
import { createSearchIndex, type SearchIndex } from "../../../lib/content/search/search.ts";
import { sectionsOf } from "../../../lib/content/search/sections.ts";
import type { Locale } from "../../../lib/i18n/message.ts";

const content = join(import.meta.dirname, "../../../content");

function documents(...texts: { title: string; text: string; code?: string }[]) {
  return texts.map(({ title, text, code = "" }, id) => ({
    id,
    kind: "lesson" as const,
    title,
    context: "",
    text,
    code,
    href: `lesson#${id}`,
  }));
}

function found(index: SearchIndex, query: string): string[] {
  return index.search(query).map(({ href }) => href);
}

describe("stems", () => {
  test.each([
    ["서비스를", "서비스"],
    ["서비스에서는", "서비스"],
    ["네트워크끼리", "네트워크끼리"],
    ["실행하려면", "실행"],
    ["삭제됩니다", "삭제"],
    ["차이", "차이"],
    ["값을", "값을"],
  ])("%s must have the stem %s", (word, stem) => {
    expect(koreanStem(word)).toBe(stem);
  });
});

describe("a text", () => {
  test("must be cut into its sections, code apart, and without what a reader does not see", () => {
    const body = `처음 <Term id="service">서비스</Term>

## 이름 [#name]

<Callout kind="note" title="주의">

본문 \`up\`

</Callout>

\`\`\`yaml title="compose.yaml"
services: {}
\`\`\`
`;
    expect(sectionsOf(body)).toEqual([
      { text: "처음 서비스\n", code: "\n" },
      { id: "name", heading: "이름", text: "주의 본문 up\n\n", code: "\nservices: {}\n" },
    ]);
  });
});

describe("a query", () => {
  const index = createSearchIndex(
    documents(
      { title: "서비스", text: "같은 이미지로 만든 컨테이너의 틀입니다." },
      { title: "주문", text: "마이크로서비스를 나누면 서로 부르는 길이 필요합니다." },
      {
        title: "검사",
        text: "헬스체크는 엔진이 되풀이해 실행합니다.",
        code: "healthcheck:\n  start_period: 30s",
      },
      { title: "Volumes", text: "Volumes are removed by down -v. Replicas share them." },
      { title: "그밖", text: "이름을 고르는 방법을 설명합니다." },
    ),
    [["레플리카", "replica"]],
  );

  test("must find a Korean stem inside an inflected and a compound word, the headline first", () => {
    expect(found(index, "서비스")).toEqual(["lesson#0", "lesson#1"]);
    expect(found(index, "서비스를")).toEqual(["lesson#0", "lesson#1"]);
  });

  test("must not depend on how Korean words are spaced", () => {
    expect(found(index, "헬스 체크")[0]).toBe("lesson#2");
    expect(found(index, "마이크로 서비스")[0]).toBe("lesson#1");
  });

  test("must find English words by their other forms, by their beginnings, and with a wrong letter", () => {
    for (const query of ["volume", "removing volumes", "volu", "replcia", "down -v"])
      expect(found(index, query)[0], query).toBe("lesson#3");
  });

  test("must find what stands in code, by the whole name and by its parts", () => {
    for (const query of ["start_period", "health check", "healthcheck"])
      expect(found(index, query)[0], query).toBe("lesson#2");
  });

  test("must find what is said in the other language", () => {
    expect(found(index, "레플리카")).toEqual(["lesson#3"]);
  });

  test("must mark what was asked for, and only that", () => {
    const [hit] = index.search("마이크로서비스");
    expect(hit?.excerpt.filter((piece) => piece.hit).map(({ text }) => text)).toEqual(["마이크로서비스"]);
    expect(hit?.excerpt.map(({ text }) => text).join("")).toContain("마이크로서비스를 나누면");
  });

  test("must find nothing where there is nothing, and bear anything", () => {
    for (const query of ["", "   ", "*", "블록체인", "\u0000", "(".repeat(200), "가".repeat(500)])
      expect(found(index, query), query).toEqual([]);
  });
});

describe("the course", () => {
  const indexes = new Map<Locale, SearchIndex>();
  beforeAll(async () => {
    const sameMeaning = await loadSameMeaning(content);
    for (const locale of ["ko", "en"] as const)
      indexes.set(locale, createSearchIndex(await searchDocuments(content, locale), sameMeaning));
  });

  test.each([
    ["ko", "시작 순서", "start-order"],
    ["ko", "왜 API가 데이터베이스보다 먼저 켜지나요", "start-order"],
    ["ko", "볼륨을 지우면", "volume"],
    ["ko", "포트 충돌", "port"],
    ["ko", "무중단 배포", "rolling-update"],
    ["ko", "비밀번호 숨기기", "secrets-as-files"],
    ["ko", "load balancing", "load-balancing"],
    ["ko", "DB 백업", "backup-and-restore"],
    ["ko", "unhealthy 재시작", "restart-policy"],
    ["ko", "네트워크 격리", "isolate-the-database"],
    ["ko", "depends_on", "depends-on"],
    ["en", "healthcheck", "health-check"],
    ["en", "why does my api start before the db", "start-order"],
    ["en", "데이터베이스 격리", "isolate-the-database"],
    ["en", "env file precedence", "env-precedence"],
    ["en", "replcas", "replica"],
  ] as const)("in %s, %s must lead to %s", (locale, query, place) => {
    const hits = indexes.get(locale)?.search(query) ?? [];
    expect(
      hits
        .slice(0, 5)
        .map(({ href }) => href)
        .join(" "),
    ).toContain(place);
  });
});
