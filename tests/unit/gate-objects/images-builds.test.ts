// The Dockerfiles here hold variables of their own.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: see above
import { describe, expect, test } from "vitest";
import { decideBuild } from "../../../sandbox-runner/gate/objects/build-options.ts";
import { buildBegins, viewBuildOutput } from "../../../sandbox-runner/gate/objects/build-output.ts";
import { rewriteDockerfile } from "../../../sandbox-runner/gate/objects/dockerfile.ts";
import { decideImageRemove, decidePull, decideTag } from "../../../sandbox-runner/gate/objects/image-tag.ts";
import { hex, image, inventory, refusal, sandbox } from "./support.ts";

const context = { sandbox, inventory: inventory() };
const rewrite = (text: string, buildArgs: Record<string, string> = {}, target?: string) =>
  rewriteDockerfile(text, { buildArgs, ...context, ...(target !== undefined && { target }) });
/** The new Dockerfile without the lab's own steps. */
const rewritten = (text: string, buildArgs?: Record<string, string>) =>
  rewrite(text, buildArgs)
    .text.trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("LABEL composelab."));

describe("a Dockerfile", () => {
  test("must be built on the engine's images, with every stage labelled", () => {
    const { text, bases, addedSteps } = rewrite(
      "FROM nginx:alpine AS web\nRUN a\nFROM web\nCOPY --from=web /a /b\n",
    );
    const label = `LABEL composelab.owner="1-2" composelab.kind="grading" composelab.expires="9" composelab.instance="0123456789ab" composelab.sandbox="sabc123456" composelab.role="tenant"`;
    expect(text).toBe(
      `FROM composelab/nginx:alpine AS web\n${label}\nRUN a\nFROM web\n${label}\nCOPY --from=web /a /b\n`,
    );
    expect(bases).toEqual(["composelab/nginx:alpine"]);
    expect(addedSteps).toBe(2);
    expect(rewrite("FROM nginx:alpine AS a\nFROM a AS b\nFROM b AS c\n", {}, "b").addedSteps).toBe(2);
  });

  const kept: [written: string, expected: string[]][] = [
    [
      "# comment\n\nfrom busybox\nrun echo \\\n  # inside\n\n  hello",
      ["FROM composelab/busybox:latest", "RUN echo   hello"],
    ],
    ["ARG V=alpine\nFROM nginx:${V}", ["ARG V=alpine", "FROM composelab/nginx:alpine"]],
    ["ARG V\nFROM nginx:${V:-alpine}", ["ARG V", "FROM composelab/nginx:alpine"]],
    [
      'ARG V="13"\nARG I=postgres:$V\nFROM $I',
      ['ARG V="13"', "ARG I=postgres:$V", "FROM composelab/postgres:13"],
    ],
    ["FROM --platform=$BUILDPLATFORM busybox", ["FROM composelab/busybox:latest"]],
    ["FROM work-api", ["FROM sabc123456--work-api:latest"]],
    ["FROM scratch\nADD rootfs.tar.gz /", ["FROM scratch", "ADD rootfs.tar.gz /"]],
    [
      "FROM busybox\nCOPY --from=nginx:alpine /a /b",
      ["FROM composelab/busybox:latest", "COPY --from=composelab/nginx:alpine /a /b"],
    ],
    [
      "FROM busybox\nFROM busybox\nCOPY --from=0 --chown=1:1 /a /b",
      ["FROM composelab/busybox:latest", "FROM composelab/busybox:latest", "COPY --from=0 --chown=1:1 /a /b"],
    ],
    ['FROM busybox\nADD ["a b", "/x"]', ["FROM composelab/busybox:latest", 'ADD ["a b", "/x"]']],
    [
      "FROM busybox\nLABEL a=b c=\"d e\" org.x/y='z'\nLABEL maintainer me and you",
      ["FROM composelab/busybox:latest", "LABEL a=b c=\"d e\" org.x/y='z'", "LABEL maintainer me and you"],
    ],
    [
      "FROM busybox\nHEALTHCHECK --interval=1m30s --timeout=3s CMD true",
      ["FROM composelab/busybox:latest", "HEALTHCHECK --interval=1m30s --timeout=3s CMD true"],
    ],
    ["FROM busybox\nONBUILD COPY . /app", ["FROM composelab/busybox:latest", "ONBUILD COPY . /app"]],
    [
      '# syntax=docker/dockerfile:1\n# escape=\\\nFROM busybox\r\nCMD ["sh"]',
      ["FROM composelab/busybox:latest", 'CMD ["sh"]'],
    ],
    [
      "FROM busybox\nRUN echo $((1<<2)) && echo 'a\\\\'",
      ["FROM composelab/busybox:latest", "RUN echo $((1<<2)) && echo 'a\\\\'"],
    ],
  ];
  test.each(kept)("%j must be built", (written, expected) => expect(rewritten(written)).toEqual(expected));

  test("a build argument must be able to choose the image", () => {
    expect(rewritten("ARG BASE=ubuntu\nFROM ${BASE}", { BASE: "busybox" })).toContain(
      "FROM composelab/busybox:latest",
    );
    expect(rewritten("ARG toString\nFROM busybox")).toContain("ARG toString");
  });

  const refusedFiles = [
    "FROM ubuntu",
    "FROM busybox\n".repeat(1000),
    "FROM composelab/nginx:alpine",
    "FROM composelab/toolbox:1",
    "FROM sxyz987654--app",
    "FROM registry.example.com/x",
    `FROM nginx@sha256:${hex("1")}`,
    "FROM $BASE",
    "FROM ${BASE",
    "FROM nginx:${V#a}",
    "FROM busybox AS",
    "FROM busybox x y z",
    "FROM --evil busybox",
    "# syntax=evil/frontend\nFROM busybox",
    "#syntax=evil/frontend\nFROM busybox",
    "# a=b\n# SYNTAX = evil/frontend:1\nFROM busybox",
    "# escape=`\nFROM busybox",
    "FROM busybox\nADD http://169.254.169.254/ /x",
    "FROM busybox\nadd HTTPS://x /x",
    "FROM busybox\nADD \\\n http://x /x",
    "FROM busybox\nADD ht\\tp://x /x",
    'FROM busybox\nADD "http://x" /x',
    'FROM busybox\nADD ["http://x", "/x"]',
    'FROM busybox\nADD ["\\u0068ttp://x", "/x"]',
    "FROM busybox\nARG U=http://x\nADD $U /x",
    "FROM busybox\nADD git@github.com:x/y.git /x",
    "FROM busybox\nADD --checksum=sha256:1 a /x",
    "FROM busybox\nADD [a, /x]",
    "FROM busybox\nONBUILD ADD http://x /x",
    "FROM busybox\nONBUILD COPY --from=evil /a /b",
    "FROM busybox\nONBUILD FROM evil",
    "FROM busybox\nONBUILD ONBUILD RUN x",
    "FROM busybox\nCOPY --from=evil /a /b",
    "FROM busybox\nCOPY --from=$X /a /b",
    'FROM busybox\nCOPY --fr"om=ev"il /a /b',
    "FROM busybox\nCOPY --from=5 /a /b",
    "FROM busybox\nCOPY --link a /b",
    "FROM busybox\nCOPY -- a /b\nCOPY --- a",
    "FROM busybox\nRUN --mount=type=bind,source=/,target=/x ls",
    "FROM busybox\nRUN --network=host ls",
    "FROM busybox\nRUN --security=insecure ls",
    "FROM busybox\nRUN <<EOF\nls\nEOF",
    "FROM busybox\nCOPY <<-'EOF' /x\nEOF",
    "FROM busybox\nRUN <<1\nUSER x\n1",
    "FROM busybox\nRUN <<\\USER\\ x\nUSER y\nUSER x",
    "FROM busybox\nRUN 3<<-.\nUSER x\n.",
    "FROM busybox\nRUN $(( <<1 ))\nUSER x\n1",
    "FROM busybox\nRUN ${A#$((}1<<2\nUSER x\n2",
    "FROM busybox\nONBUILD RUN <<가\nUSER x\n가",
    "FROM busybox\nLABEL composelab.sandbox=x",
    "FROM busybox\nLABEL COMPOSELAB.sandbox=x",
    'FROM busybox\nLABEL "composelab.sandbox"=x',
    "FROM busybox\nLABEL compose\\lab.sandbox=x",
    "FROM busybox\nLABEL $A=x",
    "FROM busybox\nLABEL a=b ${A}=x",
    "FROM busybox\nLABEL composelab.role x",
    "FROM busybox\nHEALTHCHECK --interval=1ms CMD true",
    "FROM busybox\nHEALTHCHECK --start-interval=50ms CMD true",
    "FROM busybox\nHEALTHCHECK --interval=x CMD true",
    "FROM busybox\nINCLUDE x",
    "FROM busybox\nRUN a\u2028ADD http://x /",
    "FROM busybox\nRUN a\rADD http://x /",
    `FROM busybox\nRUN ${"x".repeat(300_000)}`,
  ];
  test.each(refusedFiles.map((text) => [text.slice(0, 80), text]))("%j must be refused", (_, text) => {
    const { status, message } = refusal(() => rewrite(text));
    expect([400, 403, 404]).toContain(status);
    expect(message).not.toMatch(/\{\w+\}/);
  });
});

describe("the builder's output", () => {
  test("must be counted as in the student's Dockerfile, without the lab's steps", () => {
    const lines = [
      "Step 1/4 : FROM composelab/busybox:latest",
      "\n",
      " ---> aaa\n",
      "Step 2/4 : LABEL composelab.sandbox=x",
      "\n",
      " ---> Running in bbb\n",
      " ---> ccc\n",
      "Step 3/4 : RUN echo hi",
      "hi\n",
      "Step 4/4 : CMD sh",
      "Successfully built ddd\n",
      "Successfully tagged sabc123456--app:latest\n",
    ];
    const written = { addedSteps: 1, steps: ["from busybox", "RUN echo hi", "CMD sh"] };
    let state = buildBegins;
    const shown: string[] = [];
    for (const line of lines) {
      const { shown: text, after } = viewBuildOutput(line, state, written, sandbox);
      if (text !== undefined) shown.push(text);
      state = after;
    }
    expect(shown).toEqual([
      "Step 1/3 : from busybox",
      "\n",
      " ---> aaa\n",
      "Step 2/3 : RUN echo hi",
      "hi\n",
      "Step 3/3 : CMD sh",
      "Successfully built ddd\n",
      "Successfully tagged app:latest\n",
    ]);
  });
});

describe("a build", () => {
  test("must be networkless, limited and tagged inside the sandbox", () => {
    const options = decideBuild(
      {
        t: ["app", "app:v1"],
        dockerfile: "./docker/Dockerfile",
        buildargs: '{"A":"1","B":null}',
        labels: '{"x":"y"}',
        networkmode: "default",
        memory: "0",
        cpushares: "999999",
        ulimits: "null",
        shmsize: "0",
        pull: "1",
        rm: "0",
        nocache: "1",
        remote: "",
        cachefrom: "[]",
        extrahosts: "",
        version: "1",
        platform: "",
        target: "prod",
      },
      context,
    );
    expect(options).toMatchObject({
      query: {
        t: "sabc123456--app:latest",
        networkmode: "none",
        rm: "1",
        forcerm: "1",
        version: "1",
        nocache: "1",
        target: "prod",
        labels: '{"x":"y"}',
        memory: String(2 ** 30),
      },
      dockerfile: "docker/Dockerfile",
      buildArgs: { A: "1", B: undefined },
      moreTags: [{ repo: "sabc123456--app", tag: "v1" }],
    });
    for (const key of ["pull", "remote", "cpushares", "cachefrom"])
      expect(options.query).not.toHaveProperty(key);
    expect(decideBuild({}, context).dockerfile).toBe("Dockerfile");
  });

  const refusedQueries: Record<string, string>[] = [
    { remote: "https://x" },
    { remote: "git://x" },
    { networkmode: "host" },
    { networkmode: "container:x" },
    { networkmode: "NONE" },
    { extrahosts: "a:1.2.3.4" },
    { cachefrom: '["x"]' },
    { cgroupparent: "/" },
    { session: "x" },
    { outputs: "x" },
    { squash: "1" },
    { buildid: "x" },
    { dockerfile: "../x" },
    { dockerfile: "/etc/passwd" },
    { dockerfile: "a/../../x" },
    { t: "UPPER" },
    { labels: '{"composelab.role":"x"}' },
    { labels: "[]" },
    { labels: '{"a":1}' },
    { buildargs: "nonsense" },
    { buildargs: '["a"]' },
    { target: "a b" },
    { unknown: "1" },
  ];
  test.each(refusedQueries)("must be refused: %j", (query) => {
    expect([400, 403]).toContain(refusal(() => decideBuild(query, context)).status);
  });
});

describe("images", () => {
  test("only what the catalogue has can be pulled", () => {
    expect(decidePull({ fromImage: "nginx", tag: "alpine" }, context)).toEqual({
      reference: "nginx:alpine",
      engineReference: "composelab/nginx:alpine",
    });
    expect(decidePull({ fromImage: "docker.io/library/busybox" }, context).reference).toBe("busybox:latest");
    for (const wrong of [
      { fromImage: "ubuntu" },
      { fromImage: "composelab/nginx", tag: "alpine" },
      { fromImage: "evil.example.com/nginx", tag: "alpine" },
      { fromImage: "work-api" },
      { fromImage: "nginx", tag: `sha256:${hex("1")}` },
      { fromImage: "" },
      { fromSrc: "http://x", fromImage: "nginx:alpine" },
      { fromSrc: "-" },
    ]) {
      expect([400, 403, 404]).toContain(refusal(() => decidePull(wrong, context)).status);
    }
    expect(refusal(() => decidePull({ fromImage: "lab/api:1" }, context)).status).toBe(503);
  });

  test("a tag must stay inside the sandbox", () => {
    expect(decideTag({ repo: "nginx", tag: "alpine" }, context)).toEqual({
      repo: "sabc123456--nginx",
      tag: "alpine",
    });
    expect(decideTag({ repo: "composelab/nginx", tag: "alpine" }, context).repo).toBe(
      "sabc123456--composelab/nginx",
    );
    expect(refusal(() => decideTag({ repo: "" }, context)).status).toBe(400);
    const images = Array.from({ length: sandbox.limits.images }, (_, index) =>
      image(`sabc123456--i${index}:1`, { id: `sha256:${index}` }),
    );
    expect(
      refusal(() => decideTag({ repo: "more" }, { sandbox, inventory: inventory({ images }) })).message,
    ).toContain("may have 10 images");
  });

  test("the catalogue must stay", () => {
    expect(decideImageRemove("work-api", context).engineReference).toBe("sabc123456--work-api:latest");
    expect(decideImageRemove(hex("4"), context).engineReference).toBe(`sha256:${hex("4")}`);
    for (const wrong of ["nginx:alpine", hex("1"), `sha256:${hex("1")}`, hex("1").slice(0, 12)]) {
      expect(refusal(() => decideImageRemove(wrong, context)).status).toBe(403);
    }
    expect(refusal(() => decideImageRemove("composelab/nginx:alpine", context)).status).toBe(404);
  });
});
