import { describe, expect, test } from "vitest";
import {
  familiarReference,
  mangleTag,
  unmangleTag,
} from "../../../sandbox-runner/gate/objects/image-reference.ts";
import {
  checkContainerName,
  checkNetworkName,
  checkVolumeName,
  generateName,
  mangle,
  nameBinds,
  unmangle,
  unmangleText,
  unmangleValue,
} from "../../../sandbox-runner/gate/objects/names.ts";
import { refusal, sandbox } from "./support.ts";

describe("names", () => {
  const names = ["db", "work-db-1", "a--b", "sxyz987654--db", "sabc123456--db", "A_1.b", "x".repeat(200)];

  test.each(names)("%s must come back as it went in", (name) => {
    expect(unmangle(sandbox.id, mangle(sandbox.id, name))).toBe(name);
    expect(unmangle(sandbox.id, `/${mangle(sandbox.id, name)}`)).toBe(name);
  });

  test.each(["sxyz987654--db", "db", "xsabc123456--db", "sabc123456-db", ""])(
    "%s must not pass for a name of this sandbox",
    (engineName) => expect(unmangle(sandbox.id, engineName)).toBeUndefined(),
  );

  test("a name that the engine refuses must be refused in its words", () => {
    expect(refusal(() => checkContainerName("a"))).toMatchObject({
      status: 400,
      message: "Invalid container name (a), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
    });
    expect(refusal(() => checkVolumeName("a")).message).toContain("volume name is too short");
    expect(refusal(() => checkVolumeName("../x")).message).toContain("includes invalid characters");
    expect(refusal(() => checkNetworkName("bridge"))).toMatchObject({
      status: 403,
      message: "operation is not permitted on predefined bridge network",
    });
    for (const bad of ["", "/", "a b", "-a", "a/b", "ä", "x".repeat(201)]) {
      expect(refusal(() => checkContainerName(bad)).status).toBe(400);
      expect(refusal(() => checkNetworkName(bad)).status).toBe(400);
    }
  });

  test("a container without a name must get one that the engine takes", () => {
    for (let step = 0; step < 100; step++) checkContainerName(generateName(() => step / 100));
  });
});

describe("texts of the engine", () => {
  test("an error must lose the prefix and the host's paths", () => {
    const conflict = `Conflict. The container name "/sabc123456--db" is already in use`;
    expect(unmangleText(conflict, sandbox)).toBe(`Conflict. The container name "/db" is already in use`);
    const mount =
      "error mounting /var/lib/composelab/engine/data/100.100/volumes/sabc123456-workspace/_data/nginx.conf to rootfs";
    expect(unmangleText(mount, sandbox)).toBe("error mounting /workspace/nginx.conf to rootfs");
    const volume = "in /srv/x/volumes/sabc123456--work_data/_data";
    expect(unmangleText(volume, sandbox)).toBe("in /var/lib/docker/volumes/work_data/_data");
  });

  test("an error about a mount must name the path that the student wrote", () => {
    const text = (source: string) =>
      `error mounting "${source}" to rootfs at "/etc/nginx/nginx.conf": not a directory`;
    const engine = text("/var/lib/composelab/engine/data/1.1/tmp/safe-mount1391407522");
    const binds = { "/etc/nginx/nginx.conf": { source: "/workspace/nginx.conf" } };
    expect(unmangleText(nameBinds(engine, binds), sandbox)).toBe(text("/workspace/nginx.conf"));
    expect(unmangleText(nameBinds(engine, {}), sandbox)).toBe(
      text("/var/lib/docker/tmp/safe-mount1391407522"),
    );
  });

  test("an image of the catalogue must be called what students call it", () => {
    expect(unmangleText("Step 1/3 : FROM composelab/nginx:alpine", sandbox)).toBe(
      "Step 1/3 : FROM nginx:alpine",
    );
    expect(unmangleText("built sabc123456--app:latest", sandbox)).toBe("built app:latest");
  });

  test("a parsed answer must be mapped at any depth, keys included", () => {
    const answer = { "sabc123456--net": [{ Name: "/sabc123456--db", Count: 3 }], ok: null };
    expect(unmangleValue(answer, sandbox)).toEqual({ net: [{ Name: "/db", Count: 3 }], ok: null });
  });

  test("a long hostile text must not take long", () => {
    const start = performance.now();
    unmangleText("/a".repeat(100_000), sandbox);
    unmangleText(`/${"a".repeat(200_000)}`, sandbox);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe("image references", () => {
  const familiar: [string, string][] = [
    ["nginx", "nginx:latest"],
    ["docker.io/library/nginx:1", "nginx:1"],
    ["index.docker.io/nginx", "nginx:latest"],
    ["library/nginx", "nginx:latest"],
    ["me/app:dev", "me/app:dev"],
    ["localhost:5000/app", "localhost:5000/app:latest"],
    ["registry.example.com/team/app:2", "registry.example.com/team/app:2"],
  ];
  test.each(familiar)("%s must be read as %s", (written, expected) => {
    expect(familiarReference(written)).toBe(expected);
  });

  test.each(["", "UPPER", "a b", "a:b:c", ":tag", "a//b", "../x", "a@sha256:12", "-a", "a$"])(
    "%s must be refused as the engine refuses it",
    (written) =>
      expect(refusal(() => familiarReference(written)).message).toContain("invalid reference format"),
  );

  test("a tag must come back as it went in, and a foreign one not at all", () => {
    for (const [written, expected] of familiar) {
      expect(unmangleTag(sandbox, mangleTag(sandbox.id, written))).toBe(expected);
    }
    expect(unmangleTag(sandbox, "sxyz987654--app:latest")).toBeUndefined();
    expect(unmangleTag(sandbox, "composelab/toolbox:1")).toBeUndefined();
    expect(unmangleTag(sandbox, "nginx:alpine")).toBeUndefined();
  });
});
