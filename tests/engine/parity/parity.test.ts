import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Topic } from "./scenario.ts";
import { buildTopic } from "./scenarios/build.ts";
import { composeBuildTopic } from "./scenarios/compose-build.ts";
import { composeConfigTopic } from "./scenarios/compose-config.ts";
import { composeRunTopic } from "./scenarios/compose-run.ts";
import { composeScaleTopic } from "./scenarios/compose-scale.ts";
import { composeServicesTopic } from "./scenarios/compose-services.ts";
import { composeUpTopic } from "./scenarios/compose-up.ts";
import { composeVolumesTopic } from "./scenarios/compose-volumes.ts";
import { containerTopic } from "./scenarios/container.ts";
import { cpTopic } from "./scenarios/cp.ts";
import { eventsTopic } from "./scenarios/events.ts";
import { execTopic } from "./scenarios/exec.ts";
import { imageTopic } from "./scenarios/image.ts";
import { inspectTopic } from "./scenarios/inspect.ts";
import { logsTopic } from "./scenarios/logs.ts";
import { networkTopic } from "./scenarios/network.ts";
import { portTopic } from "./scenarios/port.ts";
import { runTopic } from "./scenarios/run.ts";
import { systemTopic } from "./scenarios/system.ts";
import { volumeTopic } from "./scenarios/volume.ts";
import { openStage, type Stage } from "./stage.ts";
import { differences, surprises } from "./transcript.ts";

const topics: Topic[] = [
  buildTopic,
  composeBuildTopic,
  composeConfigTopic,
  composeRunTopic,
  composeScaleTopic,
  composeServicesTopic,
  composeUpTopic,
  composeVolumesTopic,
  containerTopic,
  cpTopic,
  eventsTopic,
  execTopic,
  imageTopic,
  inspectTopic,
  logsTopic,
  networkTopic,
  portTopic,
  runTopic,
  systemTopic,
  volumeTopic,
];
const lanes = 3;

let stage: Stage;

describe.skipIf(process.getuid?.() !== 0).concurrent("docker and docker compose through the gate", () => {
  beforeAll(async () => {
    stage = await openStage(lanes);
  });

  afterAll(async () => {
    await stage?.close();
  });

  for (const { topic, scenarios } of topics) {
    describe(topic, () => {
      test.for(scenarios)("$must", { timeout: 300_000 }, async (scenario) => {
        const { bare, gate } = await stage.withLane((lane) => lane.play(scenario));
        expect(surprises(scenario, bare), "the scenario does not describe the bare engine").toEqual([]);
        expect(differences(scenario, bare, gate)).toBe("");
      });
    });
  }
});
