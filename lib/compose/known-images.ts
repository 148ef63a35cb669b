import { parseImageReference } from "./image-reference.ts";

/** What is known of an official image, where a beginner's file goes wrong without it. */
export type ImageFamily = {
  names: string[];
  /** The official image declares no health check of its own. */
  healthcheck: false;
  /** The port that it listens on when nobody tells it another. */
  port?: number;
  /** The container stops at once unless one of these variables is set. */
  needsOneOf?: string[];
};

const families: ImageFamily[] = [
  {
    names: ["postgres"],
    healthcheck: false,
    port: 5432,
    needsOneOf: ["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"],
  },
  {
    names: ["mysql"],
    healthcheck: false,
    port: 3306,
    needsOneOf: [
      "MYSQL_ROOT_PASSWORD",
      "MYSQL_ROOT_PASSWORD_FILE",
      "MYSQL_ALLOW_EMPTY_PASSWORD",
      "MYSQL_RANDOM_ROOT_PASSWORD",
    ],
  },
  {
    names: ["mariadb"],
    healthcheck: false,
    port: 3306,
    needsOneOf: [
      "ROOT_PASSWORD",
      "ROOT_PASSWORD_FILE",
      "ROOT_PASSWORD_HASH",
      "ALLOW_EMPTY_ROOT_PASSWORD",
      "RANDOM_ROOT_PASSWORD",
      "ALLOW_EMPTY_PASSWORD",
    ].flatMap((name) => [`MARIADB_${name}`, `MYSQL_${name}`]),
  },
  { names: ["redis", "valkey/valkey"], healthcheck: false, port: 6379 },
  { names: ["mongo"], healthcheck: false, port: 27017 },
  { names: ["rabbitmq"], healthcheck: false, port: 5672 },
  { names: ["nginx", "httpd", "caddy", "traefik"], healthcheck: false },
  { names: ["alpine", "busybox", "debian", "ubuntu", "node", "python", "golang"], healthcheck: false },
];

/** The official image that a reference names, whatever its tag; nothing for all others. */
export function familyOf(image: string | undefined): ImageFamily | undefined {
  const reference = image === undefined ? undefined : parseImageReference(image);
  if (!reference || "problem" in reference) return undefined;
  const name = reference.repository.replace(/^(?:docker\.io\/)?(?:library\/)?/, "");
  return families.find((family) => family.names.includes(name));
}
