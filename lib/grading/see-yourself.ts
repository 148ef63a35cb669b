import { splitServiceName } from "./service-name.ts";

/** What a student can type to see it; `looks` when it changes nothing. */
export type OwnCommand = { command: string; looks: boolean };

/** Commands of Docker and Compose that only look. */
const looking =
  /^docker (compose (-\S+ \S+ )*(ps|logs|config|images|port|top)\b|compose (-\S+ \S+ )*exec \S+ (cat|printenv)\b|ps|logs|inspect|history|images)/;

/** The command by which one sees for oneself what a piece of evidence says; undefined where no single one does. */
export function ownCommandOf(what: string): OwnCommand | undefined {
  // What is meant to fail is typed without the mark of that.
  if (what.startsWith("! ")) return ownCommandOf(what.slice(2));
  const beside = /^(\S+)\$ (.+)$/s.exec(what);
  if (beside?.[1] && beside[2]) return besideService(beside[1], beside[2]);
  const request = /^(GET|POST|PUT|DELETE) (http:\S+)(?: (.+))?$/s.exec(what);
  if (request?.[1] && request[2]) return requestOf(request[1], request[2], request[3]);
  // Words in brackets are the grader's, such as which step it was.
  if (/[()…]/.test(what)) return undefined;
  if (/^docker \S/.test(what) && !what.includes(", ")) {
    return { command: what.replace(/^docker logs /, "docker logs --tail 20 "), looks: looking.test(what) };
  }
  return /^(bash|ls) \S/.test(what) ? { command: what, looks: what.startsWith("ls ") } : undefined;
}

/** From inside a service's network, whatever programs its own image has. */
function besideService(name: string, question: string): OwnCommand | undefined {
  const { project, service } = splitServiceName(name);
  const compose = project ? `docker compose -p ${project}` : "docker compose";
  const psql = /^psql -c "(.*)"$/s.exec(question);
  if (psql?.[1]) {
    const query = psql[1].replaceAll("'", `'"'"'`);
    return {
      command: `${compose} exec ${service} sh -c 'psql -U "\${POSTGRES_USER:-postgres}" -c "${query}"'`,
      looks: true,
    };
  }
  const asked = /^(getent|nc|GET) /.test(question) && busyboxOf(question);
  if (!asked) return undefined;
  const place = `--network "container:$(${compose} ps -q ${service} | head -n 1)"`;
  return { command: `docker run --rm ${place} busybox ${asked}`, looks: true };
}

function busyboxOf(question: string): string {
  return question
    .replace(/^getent ahostsv4 (\S+)$/, "nslookup $1")
    .replace(/^nc -z /, "nc -z -v -w 2 ")
    .replace(/^GET (\S+)$/, "wget -q -O - $1");
}

function requestOf(method: string, url: string, body: string | undefined): OwnCommand {
  if (method === "GET") return { command: `curl -i ${url}`, looks: true };
  const data = body ? ` -H 'content-type: application/json' -d '${body.replaceAll("'", `'"'"'`)}'` : "";
  return { command: `curl -i -X ${method}${data} ${url}`, looks: false };
}
