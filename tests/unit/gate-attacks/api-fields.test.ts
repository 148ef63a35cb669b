import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { containerCreateFields } from "../../../sandbox-runner/gate/objects/container-create.ts";
import { updateRequestFields } from "../../../sandbox-runner/gate/objects/container-update.ts";
import { execRequestFields } from "../../../sandbox-runner/gate/objects/exec-create.ts";
import { networkConnectFields } from "../../../sandbox-runner/gate/objects/network-connect.ts";
import { networkCreateFields } from "../../../sandbox-runner/gate/objects/network-create.ts";
import { volumeRequestFields } from "../../../sandbox-runner/gate/objects/volume-create.ts";
import { type Described, readDescription } from "../../fixtures/engine-api/description.ts";
import known from "../../fixtures/engine-api/fields-1.51.json" with { type: "json" };

/** Every object that a body can hold, with what the gate does with each field. */
const tables: Record<string, Record<string, string>> = {
  ...containerCreateFields(),
  ...updateRequestFields(),
  ...networkCreateFields(),
  ...networkConnectFields(),
  ...volumeRequestFields(),
  ...execRequestFields(),
};

/** `HostConfig.New`, for a field that is neither taken nor refused by name. */
function unclassified({ objects }: Described): string[] {
  return Object.entries(objects).flatMap(([name, fields]) =>
    fields.filter((field) => !Object.hasOwn(tables[name] ?? {}, field)).map((field) => `${name}.${field}`),
  );
}

test("every field that the engine's API describes must be taken or refused by name", () => {
  expect(unclassified(known)).toEqual([]);
  expect(Object.keys(known.objects).sort()).toEqual(Object.keys(tables).sort());
});

/**
 * Before the gate is let speak a newer API: COMPOSELAB_ENGINE_API=path/to/swagger.yaml
 * npx vitest run --project unit tests/unit/gate-attacks/api-fields.test.ts
 */
test.runIf(process.env.COMPOSELAB_ENGINE_API)("and so must those of the description that was named", () => {
  expect(unclassified(readDescription(process.env.COMPOSELAB_ENGINE_API ?? ""))).toEqual([]);
});

describe("a description", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "engine-api-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** As much of one as is read, with the known fields and `more` in HostConfig. */
  function described(more: string[]): string {
    const { objects } = known;
    const fields = (names: string[], parts: Record<string, unknown> = {}) => ({
      properties: { ...Object.fromEntries(names.map((name) => [name, { type: "string" }])), ...parts },
    });
    const body = (names: string[]) => ({ post: { parameters: [{ in: "body", schema: fields(names) }] } });
    const options = fields(objects.VolumeOptions, { DriverConfig: fields(objects.DriverConfig) });
    const mountParts = {
      BindOptions: fields(objects.BindOptions),
      VolumeOptions: options,
      TmpfsOptions: fields(objects.TmpfsOptions),
    };
    const ulimits = { Ulimits: { type: "array", items: fields(objects.Ulimit) } };
    const ownFields = fields([...objects.HostConfig, ...more], { LogConfig: fields(objects.LogConfig) });
    const definitions = {
      ContainerConfig: fields(objects.ContainerConfig),
      HealthConfig: fields(objects.HealthConfig),
      RestartPolicy: fields(objects.RestartPolicy),
      PortBinding: fields(objects.PortBinding),
      Mount: fields(objects.Mount, mountParts),
      EndpointSettings: fields(objects.EndpointSettings),
      EndpointIPAMConfig: fields(objects.EndpointIPAMConfig),
      IPAM: fields(objects.IPAM),
      IPAMConfig: fields(objects.IPAMConfig),
      Resources: fields([], ulimits),
      HostConfig: { allOf: [{ $ref: "#/definitions/Resources" }, ownFields] },
    };
    const create = {
      parameters: [{ in: "body", schema: { allOf: [{ $ref: "#/definitions/ContainerConfig" }] } }],
    };
    const paths = {
      "/containers/create": { post: create },
      "/containers/{id}/update": body(objects.UpdateRequest),
      "/networks/create": body(objects.NetworkCreateRequest),
      "/networks/{id}/connect": body(objects.NetworkConnectRequest),
      "/networks/{id}/disconnect": body(objects.NetworkDisconnectRequest),
      "/volumes/create": body(objects.VolumeCreateOptions),
      "/containers/{id}/exec": body(objects.ExecConfig),
      "/exec/{id}/start": body(objects.ExecStartConfig),
    };
    const file = path.join(directory, "swagger.yaml");
    writeFileSync(file, JSON.stringify({ info: { version: "1.99" }, definitions, paths }));
    return file;
  }

  test("that knows a new field must be noticed", () => {
    expect(unclassified(readDescription(described([])))).toEqual([]);
    expect(unclassified(readDescription(described(["BreakOut"])))).toEqual(["HostConfig.BreakOut"]);
  });

  test("that says nothing of an object must not pass for one without news", () => {
    const file = path.join(directory, "empty.yaml");
    writeFileSync(file, "info: { version: '1.99' }\ndefinitions: {}\npaths: {}\n");
    expect(() => readDescription(file)).toThrow("says nothing of ContainerConfig");
  });
});
