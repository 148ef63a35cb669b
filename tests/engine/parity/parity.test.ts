import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Topic } from "./scenario.ts";
import { containerTopic } from "./scenarios/container.ts";
import { cpTopic } from "./scenarios/cp.ts";
import { execTopic } from "./scenarios/exec.ts";
import { logsTopic } from "./scenarios/logs.ts";
import { networkTopic } from "./scenarios/network.ts";
import { runTopic } from "./scenarios/run.ts";
import { volumeTopic } from "./scenarios/volume.ts";
import { openStage, type Stage } from "./stage.ts";
import { differences, surprises } from "./transcript.ts";

const topics: Topic[] = [containerTopic, cpTopic, execTopic, logsTopic, networkTopic, runTopic, volumeTopic];
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
      test.for(scenarios)("$must", async (scenario) => {
        const { bare, gate } = await stage.withLane((lane) => lane.play(scenario));
        expect(surprises(scenario, bare), "the scenario does not describe the bare engine").toEqual([]);
        expect(differences(scenario, bare, gate)).toBe("");
      });
    });
  }
});
