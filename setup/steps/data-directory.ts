import { accessSync, chmodSync, constants, mkdirSync } from "node:fs";
import path from "node:path";
import { readSecret } from "../../lib/config/secrets.ts";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { SetupError } from "../step.ts";

/** The longest socket that is made there, beneath the kernel's limit of 107 bytes. */
const longestSocket = "run/sandboxes/s123456789/ports/65535.sock";
const maximumSocketPath = 107;

/** Makes the data directory and the secrets in it. @throws SetupError when it cannot be used. */
export function prepareDataDirectory(settings: Settings): void {
  const directory = settings.dataDirectory;
  if (Buffer.byteLength(path.join(directory, longestSocket)) > maximumSocketPath) {
    throw new SetupError(message("platform.data-too-long", { directory }), message("platform.data-remedy"));
  }
  try {
    mkdirSync(directory, { recursive: true, mode: 0o711 });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new SetupError(
      message("platform.data-unusable", { directory, detail }),
      message("platform.data-remedy"),
    );
  }
  for (const [name, mode] of [
    ["run", 0o711],
    ["logs", 0o700],
    ["secrets", 0o700],
  ] as const) {
    mkdirSync(path.join(directory, name), { recursive: true, mode });
    chmodSync(path.join(directory, name), mode);
  }
  readSecret(directory, "database-password");
}
