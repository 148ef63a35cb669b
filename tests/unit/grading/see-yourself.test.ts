import { describe, expect, it } from "vitest";
import { ownCommandOf } from "../../../lib/grading/see-yourself.ts";

const beside = (service: string) =>
  `docker run --rm --network "container:$(docker compose ps -q ${service} | head -n 1)" busybox`;

describe("the command to see it for oneself", () => {
  it.each([
    ["docker compose ps -a api", "docker compose ps -a api"],
    ["docker inspect workspace-api-1", "docker inspect workspace-api-1"],
    ["docker logs workspace-api-1", "docker logs --tail 20 workspace-api-1"],
    [
      "docker compose -f compose.yaml -f prod.yaml config",
      "docker compose -f compose.yaml -f prod.yaml config",
    ],
    ["GET http://localhost:80/whoami", "curl -i http://localhost:80/whoami"],
    ["web$ nc -z db 5432", `${beside("web")} nc -z -v -w 2 db 5432`],
    ["web$ getent ahostsv4 api", `${beside("web")} nslookup api`],
    ["web$ GET http://api:8000/whoami", `${beside("web")} wget -q -O - http://api:8000/whoami`],
    ["docker compose exec api printenv MODE", "docker compose exec api printenv MODE"],
  ])("must be, and only look, for “%s”", (what, command) => {
    expect(ownCommandOf(what)).toEqual({ command, looks: true });
  });

  it("must name the project of a service that is in another", () => {
    expect(ownCommandOf("dev/web$ nc -z db 5432")?.command).toContain("docker compose -p dev ps -q web");
  });

  it("must ask the database as the user that its container has", () => {
    expect(ownCommandOf('db$ psql -c "select text from notes"')?.command).toBe(
      `docker compose exec db sh -c 'psql -U "\${POSTGRES_USER:-postgres}" -c "select text from notes"'`,
    );
  });

  it.each([
    ["docker compose down", "docker compose down"],
    ["docker kill workspace-api-1", "docker kill workspace-api-1"],
    [
      `POST http://localhost/notes {"text": "it's"}`,
      `curl -i -X POST -H 'content-type: application/json' -d '{"text": "it'"'"'s"}' http://localhost/notes`,
    ],
  ])("must be marked where it changes something: “%s”", (what, command) => {
    expect(ownCommandOf(what)).toEqual({ command, looks: false });
  });

  it.each([
    "docker events (api)",
    "60 × GET http://localhost:80/",
    "web$ curl (outside)",
    "answers by container",
    "healthcheck of db (frozen)",
  ])("must not be made up for “%s”", (what) => {
    expect(ownCommandOf(what)).toBeUndefined();
  });
});
