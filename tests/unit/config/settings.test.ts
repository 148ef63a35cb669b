import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { settingRows } from "../../../lib/config/setting-rows.ts";
import { readSettings, SettingsError, unknownSettings } from "../../../lib/config/settings.ts";
import en from "../../../lib/i18n/catalogue/platform.en.json" with { type: "json" };
import ko from "../../../lib/i18n/catalogue/platform.ko.json" with { type: "json" };
import { translate } from "../../../lib/i18n/translate.ts";

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map((problem) => problem.name);
    throw error;
  }
  return [];
}

describe("readSettings", () => {
  test("an empty environment must give loopback and port 3000", () => {
    const settings = readSettings({ HOME: "/home/kim" });
    expect(settings.host).toBe("127.0.0.1");
    expect(settings.port).toBe(3000);
    expect(settings.subnets).toBe("10.213.0.0/16");
    expect(settings.jobs).toBeGreaterThan(0);
  });

  test("every bad value must be reported at once", () => {
    const bad = {
      COMPOSELAB_PORT: "web",
      COMPOSELAB_SUBNETS: "10.0.0.0",
      COMPOSELAB_JOBS: "0",
      DATABASE_URL: "mysql://x",
    };
    expect(problemsOf(bad)).toEqual([
      "COMPOSELAB_PORT",
      "DATABASE_URL",
      "COMPOSELAB_SUBNETS",
      "COMPOSELAB_JOBS",
    ]);
  });

  test("port 0 must be refused for the site, and in words", () => {
    try {
      readSettings({ COMPOSELAB_PORT: "0" });
      expect.unreachable();
    } catch (error) {
      const [problem] = error instanceof SettingsError ? error.problems : [];
      expect(problem && translate(problem.message, "en")).toBe(
        "COMPOSELAB_PORT=0: this must be a port number from 1 to 65535.",
      );
    }
  });

  test("a secret's value must not appear in its problem", () => {
    try {
      readSettings({ DATABASE_URL: "mysql://user:hunter2@db/x" });
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain("hunter2");
    }
  });

  test("an empty value must count as not given", () => {
    expect(readSettings({ COMPOSELAB_PORT: "", DATABASE_URL: " " }).port).toBe(3000);
  });

  test("a unix URL and a path must name the same engine socket", () => {
    expect(readSettings({ COMPOSELAB_ENGINE_HOST: "unix:///run/docker.sock" }).engineSocket).toBe(
      "/run/docker.sock",
    );
    expect(problemsOf({ COMPOSELAB_ENGINE_HOST: "tcp://host:2375" })).toEqual(["COMPOSELAB_ENGINE_HOST"]);
  });

  test("two paths to one data directory must be one instance", () => {
    const directory = mkdtempSync(path.join(tmpdir(), "composelab-"));
    const link = `${directory}-link`;
    symlinkSync(directory, link);
    const instance = readSettings({ COMPOSELAB_DATA_DIR: directory }).instance;
    expect(instance).toMatch(/^[0-9a-f]{12}$/);
    expect(readSettings({ COMPOSELAB_DATA_DIR: link }).instance).toBe(instance);
    expect(readSettings({ COMPOSELAB_DATA_DIR: path.join(directory, "other") }).instance).not.toBe(instance);
  });

  test("the terminal's language must follow LANG, and the setting must win", () => {
    expect(readSettings({ LANG: "ko_KR.UTF-8" }).locale).toBe("ko");
    expect(readSettings({ LANG: "C.UTF-8" }).locale).toBe("en");
    expect(readSettings({ LANG: "C.UTF-8", COMPOSELAB_LOCALE: "ko" }).locale).toBe("ko");
  });

  test("a misspelt setting must be found", () => {
    expect(unknownSettings({ COMPOSELAB_PROT: "1", COMPOSELAB_PORT: "1", PATH: "/bin" })).toEqual([
      "COMPOSELAB_PROT",
    ]);
  });
});

describe("the table of settings", () => {
  test("every setting must be a key of Settings and every type must have a message in both languages", () => {
    const keys = Object.keys(readSettings({}));
    for (const row of settingRows) {
      expect(keys).toContain(row.key);
      expect(ko).toHaveProperty([`setting-${row.type.toLowerCase()}`]);
      expect(en).toHaveProperty([`setting-${row.type.toLowerCase()}`]);
    }
  });
});
