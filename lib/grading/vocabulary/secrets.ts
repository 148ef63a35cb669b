import { z } from "zod";
import type { Probe } from "../probes.ts";
import { answerOf, type Snapshot, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { port, serviceName, stepName } from "./parameters.ts";

/** Where a secret's value is known from: never from the exercise, for then anybody could know it. */
const of = stepName.describe(
  "The id of the `put` step whose made-up value ($nonce) is the secret. It must have been put before `up`.",
);

export const secretFileCheck = z.strictObject({
  type: z
    .literal("secret-file")
    .describe(
      "In every container of a service, a file holds exactly the secret, apart from a line's end; or in none.",
    ),
  service: serviceName.describe("The service."),
  path: z.string().startsWith("/").describe("The file as the container has it: /run/secrets/db_password."),
  of,
  expect: z
    .enum(["there", "absent"])
    .default("there")
    .describe("`absent`: a service that has no business with the secret must not have it there."),
});

export const secretHiddenCheck = z.strictObject({
  type: z
    .literal("secret-hidden")
    .describe(
      "The secret stands nowhere where it does not belong: not in a container's environment, not in anything else that " +
        "`docker inspect` shows, not in an image or its history, not in the logs, not in what `docker compose config` " +
        "prints; while the witness does have it in a file.",
    ),
  of,
  witness: z
    .strictObject({
      service: serviceName.describe("A service that has the secret."),
      path: z.string().startsWith("/").describe("The file in which it has it."),
    })
    .describe("What proves that the secret is in use at all."),
});

export const loginCheck = z.strictObject({
  type: z
    .literal("login")
    .describe("Postgres takes, or no longer takes, a secret as a user's password, asked over its network."),
  service: serviceName.describe("The service that runs Postgres."),
  port: port.default(5432).describe("Its port."),
  user: z.string().min(1).describe("The user."),
  of,
  expect: z.enum(["accepted", "refused"]).describe("Whether the password must be right or wrong."),
});

type SecretFileCheck = z.infer<typeof secretFileCheck>;
type SecretHiddenCheck = z.infer<typeof secretHiddenCheck>;
type LoginCheck = z.infer<typeof loginCheck>;

export function probesOfSecretFile(check: SecretFileCheck): Probe[] {
  return [fileProbe(check)];
}

export function judgeSecretFile(check: SecretFileCheck, snapshot: Snapshot): Verdict {
  const { service, path } = check;
  const written = stepOf(snapshot, check.of);
  if (!written?.nonce) return failed("not-observed", { what: check.of });
  const answer = answerOf(snapshot, fileProbe(check));
  if (!answer || answer.kind === "unasked") return serviceNotRunning(service);
  const details = { evidence: evidenceOf(written, answer), about: ["services", service, "secrets"] };
  if (answer.files.length === 0) return { ...serviceNotRunning(service), evidence: details.evidence };
  if (check.expect === "absent") {
    const { nonce } = written;
    const given = answer.files.find(({ content, elsewhere }) => elsewhere || content?.includes(nonce));
    return given
      ? failed("secret-not-needed", { service, path: given.elsewhere ?? path }, details)
      : passed("secret-absent", { service, path }, details);
  }
  if (answer.files.some(({ content }) => content === undefined))
    return failed("no-secret-file", { service, path }, details);
  return answer.files.every(({ content }) => content?.trim() === written.nonce)
    ? passed("secret-file", { service, path }, details)
    : failed("other-secret", { service, path }, details);
}

export function probesOfSecretHidden(check: SecretHiddenCheck): Probe[] {
  return [exposureProbe(check), secretProbe(check.witness)];
}

export function judgeSecretHidden(check: SecretHiddenCheck, snapshot: Snapshot): Verdict {
  const { witness } = check;
  const written = stepOf(snapshot, check.of);
  if (!written?.nonce) return failed("not-observed", { what: check.of });
  const { nonce } = written;
  const answer = answerOf(snapshot, exposureProbe(check));
  const file = answerOf(snapshot, secretProbe(witness));
  if (answer?.kind !== "exposure") return failed("not-observed", { what: "docker inspect" });
  const evidence = evidenceOf(written, answer, file);
  const [place] = answer.places;
  if (place) {
    const about = place.service
      ? ["services", place.service]
      : [place.where === "config" ? "secrets" : "services"];
    return failed(`secret-in-${place.where}`, { name: place.name }, { evidence, about });
  }
  if (file?.kind !== "secret" || file.files.length === 0) {
    return { ...serviceNotRunning(witness.service), evidence };
  }
  // A secret that nobody uses is well hidden, and no use.
  return file.files.every(({ content }) => content?.includes(nonce))
    ? passed("secret-hidden", { count: answer.looked }, { evidence })
    : failed(
        "secret-not-in-use",
        { service: witness.service, path: witness.path },
        { evidence, about: ["services", witness.service] },
      );
}

export function probesOfLogin(check: LoginCheck): Probe[] {
  return [loginProbe(check)];
}

export function judgeLogin(check: LoginCheck, snapshot: Snapshot): Verdict {
  const { service, user } = check;
  const written = stepOf(snapshot, check.of);
  if (!written?.nonce) return failed("not-observed", { what: check.of });
  const answer = answerOf(snapshot, loginProbe(check));
  if (!answer || answer.kind === "unasked") return serviceNotRunning(service);
  const details = { evidence: evidenceOf(written, answer), about: ["services", service] };
  const params = { service, user, words: answer.words };
  if (answer.outcome === "unclear") return failed("login-unclear", params, details);
  if (answer.outcome === "anybody") return failed("login-anybody", params, { ...details, final: true });
  if (answer.outcome === check.expect)
    return passed(check.expect === "accepted" ? "login-accepted" : "login-refused", params, details);
  const code = check.expect === "accepted" ? "login-not-accepted" : "login-still-accepted";
  return failed(code, params, { ...details, final: true });
}

/** Who has no business with a secret must not have it under another name either. */
function fileProbe({ service, path, of: step, expect }: SecretFileCheck): Extract<Probe, { kind: "secret" }> {
  return { ...secretProbe({ service, path }), ...(expect === "absent" && { of: step }) };
}

function secretProbe({
  service,
  path,
}: {
  service: string;
  path: string;
}): Extract<Probe, { kind: "secret" }> {
  return { kind: "secret", service, path };
}

function exposureProbe(check: SecretHiddenCheck): Extract<Probe, { kind: "exposure" }> {
  return { kind: "exposure", of: check.of, path: check.witness.path };
}

function loginProbe(check: LoginCheck): Extract<Probe, { kind: "login" }> {
  return { kind: "login", service: check.service, port: check.port, user: check.user, of: check.of };
}
