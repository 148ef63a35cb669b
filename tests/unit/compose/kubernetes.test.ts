import { describe, expect, it } from "vitest";
import { kubernetesView } from "../../../lib/compose/kubernetes.ts";
import { composeModel } from "../../../lib/compose/model.ts";
import { locales } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";

const shop = `services:
  web:
    image: nginx:alpine
    ports: ["8080:80"]
    volumes: ["./nginx.conf:/etc/nginx/conf.d/default.conf:ro"]
    depends_on: [api]
    networks: [front]
    scale: 2
  api:
    build: ./api
    container_name: the-api
    secrets: [password]
    configs: [menu]
    depends_on:
      db: { condition: service_healthy }
      migrate: { condition: service_completed_successfully }
    networks: [front, back]
  migrate:
    image: api
    networks: [back]
  db:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data"]
    networks: [back]
networks: { front: {}, back: { internal: true } }
volumes: { data: {}, unused: {} }
secrets: { password: { file: ./password } }
configs: { menu: { file: ./menu } }
`;

function view(content: string) {
  const model = composeModel([{ path: "compose.yaml", content }]);
  if (!model) throw new Error("no model");
  return kubernetesView(model);
}

describe("a Compose project as objects of Kubernetes", () => {
  const { objects, without } = view(shop);
  const of = (kind: string) => objects.filter((each) => each.kind === kind).map(({ name }) => name);

  it("must run what keeps nothing as a Deployment, what keeps data with its disk, and what ends as a Job", () => {
    expect(of("Deployment")).toEqual(["web", "api"]);
    expect(of("StatefulSet")).toEqual(["db"]);
    expect(of("PersistentVolumeClaim")).toEqual(["data"]);
    expect(of("Job")).toEqual(["migrate"]);
    expect(objects[0]?.because.params).toEqual({ replicas: 2 });
  });

  it("must give a name to who is called and a way in to who publishes a port", () => {
    expect(of("Service")).toEqual(["web", "api", "db"]);
    expect(of("Ingress")).toEqual(["web"]);
  });

  it("must write walls only where the project has several networks", () => {
    expect(of("NetworkPolicy")).toEqual(["front", "back"]);
    expect(view("services: { a: { image: a } }").objects.map(({ kind }) => kind)).toEqual(["Deployment"]);
  });

  it("must say what has no counterpart", () => {
    expect(
      without.map(({ code, params }) => [code.slice("compose.kubernetes-".length), params.service]),
    ).toEqual([
      ["no-order", "web"],
      ["no-folder", "web"],
      ["no-order", "api"],
      ["no-build", "api"],
      ["no-name", "api"],
    ]);
  });

  it.each(locales)("must be told in words: %s", (locale) => {
    const texts = [...objects.map(({ because }) => because), ...without].map((each) =>
      translate(each, locale),
    );
    for (const text of texts) expect(text).not.toMatch(/[{}]|kubernetes-/);
  });
});
