import { describe, expect, test } from "vitest";
import {
  formatDeb822,
  mainArchive,
  parseDeb822,
  parseSourcesList,
  releaseArchives,
} from "../../../sandbox-runner/engine/apt-sources.ts";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

const deb822 = `# made by the installer
Types: deb deb-src
# a comment between the fields
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: ${keyring}

Types: deb
URIs: http://security.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: ${keyring}

Enabled: no
Types: deb
URIs: http://switched-off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main
`;

describe("apt's deb822 format", () => {
  test("must be read stanza by stanza, without comments, disabled ones and source code", () => {
    expect(parseDeb822(deb822).map((source) => source.uri)).toEqual([
      "http://mirror.example/debian",
      "http://security.example/debian-security",
    ]);
  });

  test("must give one source for each of several addresses", () => {
    const text =
      "Types: deb\nURIs: http://a.example/d http://b.example/d\nSuites: trixie\nComponents: main\n";
    expect(parseDeb822(text).map((source) => source.uri)).toEqual([
      "http://a.example/d",
      "http://b.example/d",
    ]);
  });

  test("must keep a key that stands in the stanza itself, and write it again", () => {
    const text = `Types: deb
URIs: http://a.example/d
Suites: trixie
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865UxYJKwYBBAHa
 -----END PGP PUBLIC KEY BLOCK-----
`;
    const sources = parseDeb822(text);
    expect(sources[0]?.signedBy).toContain("mDMEY865UxYJKwYBBAHa");
    expect(parseDeb822(formatDeb822(sources))).toEqual(sources);
  });
});

describe("apt's one-line format", () => {
  test("must be read with and without options", () => {
    const text = `
# deb http://commented.example/debian bookworm main
deb http://mirror.example/debian bookworm main contrib # the main one
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=${keyring}] https://other.example/debian bookworm-updates main
`;
    expect(parseSourcesList(text)).toEqual([
      { uri: "http://mirror.example/debian", suites: ["bookworm"], components: ["main", "contrib"] },
      {
        uri: "https://other.example/debian",
        suites: ["bookworm-updates"],
        components: ["main"],
        signedBy: keyring,
      },
    ]);
  });
});

describe("the distribution's main archive", () => {
  test("must be the entry that carries the release, not a third party's or the security archive", () => {
    const sources = [
      ...parseSourcesList("deb http://tools.example/apt bookworm stable"),
      ...parseDeb822(deb822).toReversed(),
    ];
    expect(mainArchive(sources, "bookworm")?.uri).toBe("http://mirror.example/debian");
  });

  test("must be found under the name stable as well", () => {
    const sources = parseSourcesList("deb http://mirror.example/debian stable main");
    expect(mainArchive(sources, "bookworm")?.uri).toBe("http://mirror.example/debian");
  });

  test("must be missing where only other archives are configured", () => {
    expect(
      mainArchive(parseSourcesList("deb http://tools.example/apt bookworm stable"), "bookworm"),
    ).toBeUndefined();
  });

  test("must come with its updates and security suites, and with nobody else's", () => {
    const sources = [
      ...parseDeb822(deb822),
      ...parseSourcesList("deb [signed-by=/etc/apt/keyrings/x.gpg] http://x.example/apt bookworm main"),
    ];
    expect(releaseArchives(sources, "bookworm").map((source) => source.uri)).toEqual([
      "http://mirror.example/debian",
      "http://security.example/debian-security",
    ]);
  });
});
