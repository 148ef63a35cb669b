import { describe, expect, it } from "vitest";
import { findings, repaired } from "./support.ts";

const service = "services:\n  web:\n    image: nginx\n";

describe("YAML that cannot be read", () => {
  it.each([
    ["a tab in the indentation", "services:\n\tweb:\n\t\timage: nginx\n", "error 2:1 yaml-tab"],
    ["a line between two levels", `${service}   ports: []\n`, "error 4:4 yaml-indentation"],
    ["a key without a colon", "services:\n  web\n    image: nginx\n", "error 2:3 yaml-missing-colon"],
    ["a key glued to its value", "services:\n  web:\n    image:nginx\n", "error 3:5 yaml-missing-space"],
    ["a colon within a value", `${service}    command: echo: hello\n`, "error 4:14 yaml-colon-in-value"],
    ["a value that starts with @", "services:\n  web:\n    image: @nginx\n", "error 3:12 yaml-bad-start"],
    ["a quote that never closes", 'services:\n  web:\n    image: "nginx\n', "error 3:12 yaml-unclosed-quote"],
    [
      "a bracket that never closes",
      `${service}    ports: ["80:80"\nnetworks: {}\n`,
      "error 4:12 yaml-unclosed-bracket",
    ],
    ["text after a closing quote", "services:\n  web:\n    image: 'it's'\n", "error 3:16 yaml-after-quote"],
    ["an escape that does not exist", 'services:\n  web:\n    image: "\\q"\n', "error 3:13 yaml-bad-escape"],
    ["an alias without its anchor", "services:\n  web: *base\n", "error 2:8 yaml-unknown-anchor"],
    ["an alias of what it stands in", "services: &all\n  web: *all\n", "error 2:8 yaml-self-alias"],
    ["a key that stands twice", "services:\n  web:\n    image: a\n    image: b\n", "error 4:5 duplicate-key"],
    ["a port written as a mapping", `${service}    ports:\n      - 80: 80\n`, "error 5:9 key-not-text"],
    [
      "a merge of something that is no mapping",
      "services:\n  web:\n    <<: base\n    image: a\n",
      "error 3:5 merge-not-map",
    ],
    ["an empty file", "", "error 1:1 file-empty"],
    ["a file with comments only", "# soon\n", "error 1:1 file-empty"],
    ["a list at the top", "- services\n", "error 1:1 root-not-map"],
  ])("%s must be explained where it is", (_what, text, expected) => {
    expect(findings(text)).toEqual([expected]);
  });

  it("must be reported once, without the echoes that follow it", () => {
    expect(findings('services:\n  web:\n    test: ["CMD", "x\n    image: a\n   b: c\n')).toHaveLength(1);
  });

  it.each([
    ["services:\n\tweb:\n    image: nginx\n", "services:\n  web:\n    image: nginx\n"],
    ["services:\n  web\n    image: nginx\n", "services:\n  web:\n    image: nginx\n"],
    [`${service}    command: echo: hello\n`, `${service}    command: "echo: hello"\n`],
    ["services:\n  web:\n    image: @nginx\n", 'services:\n  web:\n    image: "@nginx"\n'],
  ])("must be repaired by its fix: %j", (text, expected) => {
    expect(repaired(text)).toBe(expected);
  });
});

describe("YAML as Compose reads it", () => {
  it.each([
    [
      "merge keys and anchors",
      "x-base: &base\n  image: nginx\nservices:\n  a:\n    <<: *base\n  b:\n    <<: [*base, {restart: always}]\n",
    ],
    [
      "keys of its own beside merged ones",
      "x-base: &base\n  image: nginx\nservices:\n  a:\n    <<: *base\n    image: redis\n",
    ],
    [
      "!reset and !override",
      'services:\n  a:\n    image: nginx\n    ports: !reset []\n    expose: !override ["80"]\n    labels: !reset null\n',
    ],
    ["several documents", "services:\n  a:\n    image: nginx\n---\nservices:\n  a:\n    restart: always\n"],
    [
      "yes, no, on and off as texts",
      "services:\n  a:\n    image: nginx\n    restart: no\n    environment:\n      A: yes\n      B: off\n    tty: yes\n",
    ],
    ["a byte order mark", "\ufeffservices:\n  a:\n    image: nginx\n"],
    ["Windows line ends", 'services:\r\n  a:\r\n    image: nginx\r\n    ports:\r\n      - "8080:80"\r\n'],
    ["keys that are only extensions", "x-any: 1\nservices:\n  a:\n    image: nginx\n    x-more: {b: 2}\n"],
  ])("%s must be accepted", (_what, text) => {
    expect(findings(text).filter((found) => !found.startsWith("info"))).toEqual([]);
  });

  it("an unquoted date must be an error, since Compose reads a date and accepts none", () => {
    const text = "services:\n  a:\n    image: nginx\n    environment:\n      SINCE: 2026-11-23\n";
    expect(findings(text)).toEqual(["error 5:14 unquoted-date"]);
    expect(repaired(text)).toContain('SINCE: "2026-11-23"');
  });
});
