import { parseImageReference } from "./image-reference.ts";

/** An official image without a health check of its own, and what else a beginner's file may lack for it. */
type ImageFamily = {
  names: string[];
  /** The container stops at once unless one of these variables is set. */
  needsOneOf?: string[];
};

const families: ImageFamily[] = [
  {
    names: ["postgres"],
    needsOneOf: ["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"],
  },
  {
    names: ["mysql"],
    needsOneOf: [
      "MYSQL_ROOT_PASSWORD",
      "MYSQL_ROOT_PASSWORD_FILE",
      "MYSQL_ALLOW_EMPTY_PASSWORD",
      "MYSQL_RANDOM_ROOT_PASSWORD",
    ],
  },
  {
    names: ["mariadb"],
    needsOneOf: [
      "ROOT_PASSWORD",
      "ROOT_PASSWORD_FILE",
      "ROOT_PASSWORD_HASH",
      "ALLOW_EMPTY_ROOT_PASSWORD",
      "RANDOM_ROOT_PASSWORD",
      "ALLOW_EMPTY_PASSWORD",
    ].flatMap((name) => [`MARIADB_${name}`, `MYSQL_${name}`]),
  },
  { names: ["redis", "valkey/valkey"] },
  { names: ["mongo"] },
  { names: ["rabbitmq"] },
  { names: ["nginx", "httpd", "caddy", "traefik"] },
  { names: ["alpine", "busybox", "debian", "ubuntu", "node", "python", "golang"] },
];

/** The official image that a reference names, whatever its tag; nothing for all others. */
export function familyOf(image: string | undefined): ImageFamily | undefined {
  const reference = image === undefined ? undefined : parseImageReference(image);
  if (!reference || "problem" in reference) return undefined;
  const name = reference.repository.replace(/^(?:docker\.io\/)?(?:library\/)?/, "");
  return families.find((family) => family.names.includes(name));
}
