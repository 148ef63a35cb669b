import { defineConfig } from "vitest/config";

/**
 * A landing is not lost to one moment of a busy machine: there a test of the engine or of the whole product may
 * try once more, and the report names the ones that did. By hand nothing is tried twice, so that what happens
 * only sometimes is seen.
 */
const retry = process.env.CI ? 1 : 0;

/** Engine and content tests share one engine and two processors: their files run one after the other. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ["tests/engine/**/*.test.ts"],
          fileParallelism: false,
          retry,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: "product",
          include: ["tests/product/**/*.test.ts"],
          fileParallelism: false,
          retry,
          testTimeout: 1_200_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: "content",
          include: ["tests/content/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
