import { describe, expect, test } from "vitest";
import { rewriteDockerfile } from "../../../sandbox-runner/gate/objects/dockerfile.ts";
import type { KnownImage } from "../../../sandbox-runner/gate/objects/inventory.ts";
import { image, inventory, refusal, sandbox } from "./support.ts";

const base = "FROM nginx:alpine";

function write(
  lines: string[],
  options: { buildArgs?: Record<string, string>; base?: Partial<KnownImage> } = {},
) {
  const images = [image("composelab/nginx:alpine", options.base)];
  return rewriteDockerfile(`${lines.join("\n")}\n`, {
    buildArgs: options.buildArgs ?? {},
    sandbox,
    inventory: inventory({ images }),
  });
}

const tooMuch = "what the image's variables and labels come to is more than the lab keeps";
const times = (count: number, line: string) => Array.from({ length: count }, () => line);
const long = "x".repeat(1000);

describe("a Dockerfile must be refused when a few lines come to much:", () => {
  test.each<[string, string[]]>([
    ["variables of themselves", [base, "ENV A=0123456789", ...times(20, "ENV A=$A$A")]],
    ["in braces", [base, "ENV A=0123456789", ...times(20, `ENV A=$${"{A}"}$${"{A:-x}"}`)]],
    ["of each other", [base, "ENV A=0123456789", ...times(10, "ENV B=$A$A\nENV A=$B$B")]],
    ["several at once", [base, "ENV A=01234 B=56789", ...times(20, "ENV A=$B$B B=$A$A")]],
    ["the old form", [base, "ENV A 0123456789", ...times(20, "ENV A $A$A")]],
    ["arguments", [base, "ARG A=0123456789", ...times(20, "ARG A=$A$A")]],
    ["names in quotation marks", [base, "ENV A=0123456789", ...times(20, 'ENV "A"=$A$A')]],
    ["names that are variables", [base, "ARG N=A", "ENV A=0123456789", ...times(20, "ENV $N=$A$A")]],
    ["a pattern", [base, `ENV A=${long}`, `ENV B=\${A//x/\${A}}`]],
    ["labels", [base, `ENV A=${long}`, ...times(40, "LABEL a=$A")]],
    ["small letters", [base, "env A=0123456789", ...times(20, "env A=$A$A")]],
    ["over several stages", [base, "ENV A=0123456789", ...times(20, `${base}\nENV A=$A$A`)]],
    ["a trigger", [base, "ONBUILD VOLUME $A"].concat(`ENV A=${long}`, ...times(300, "VOLUME $A"))],
  ])("%s", (_what, lines) => {
    expect(refusal(() => write(lines)).message).toContain(tooMuch);
  });

  test("a long argument of the build", () => {
    const lines = ["ARG A", base, "ARG A", ...times(40, "LABEL a=$A")];
    expect(write(lines, { buildArgs: { A: "short" } }).bases).toHaveLength(1);
    expect(refusal(() => write(lines, { buildArgs: { A: long } })).message).toContain(tooMuch);
  });

  test("a variable or label of the base", () => {
    const lines = [base, ...times(40, "LABEL a=$A")];
    expect(write(lines).bases).toHaveLength(1);
    expect(refusal(() => write(lines, { base: { environment: [`A=${long}`] } })).message).toContain(tooMuch);
    expect(refusal(() => write(lines, { base: { labelLength: 32_768 } })).message).toContain(tooMuch);
  });

  test("triggers that a later build would repeat", () => {
    expect(refusal(() => write([base, "ONBUILD ENV A=$A$A"])).message).toContain("ONBUILD ENV");
    expect(write([base, "ONBUILD ENV A=b"]).bases).toHaveLength(1);
  });

  test("too many instructions", () => {
    expect(refusal(() => write([base, ...times(500, "RUN true")])).message).toContain(
      "more than 500 instructions",
    );
  });
});

test("an ordinary Dockerfile must be far from all of that", () => {
  const environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];
  const lines = [
    "ARG VERSION=3.14",
    base,
    ...times(30, "ENV PATH=/opt/some/place/bin:$PATH APP_HOME=/app VERSION=$VERSION"),
    ...times(30, 'LABEL org.opencontainers.image.title="an app of some kind" version=$VERSION'),
    ...times(60, "RUN apk add --no-cache one two three && rm -rf /var/cache/apk/*"),
  ];
  expect(write(lines, { base: { environment } }).bases).toHaveLength(1);
});
