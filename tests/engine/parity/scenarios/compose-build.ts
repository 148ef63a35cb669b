import type { Topic } from "../scenario.ts";

const compose = `services:
  web:
    build:
      context: app
      args: {WORD: "from-file"}
  other:
    image: named:2
    build: {context: app, target: base}
`;
const dockerfile = `FROM alpine:3 AS base
ARG WORD=default
RUN echo $WORD > /word
FROM base
CMD ["cat", "/word"]
`;
const files = { "compose.yaml": compose, "app/Dockerfile": dockerfile };

export const composeBuildTopic: Topic = {
  topic: "docker compose build",
  scenarios: [
    {
      must: "build must make the images under their names, with the file's arguments",
      files,
      anyOrder: true,
      run: `
        docker compose build
        docker images --format '{{.Repository}}:{{.Tag}}' work-web
        docker images --format '{{.Repository}}:{{.Tag}}' named
        docker run --rm work-web
        docker compose build --build-arg WORD=from-flag web
        docker run --rm work-web
        docker compose build -q web > /dev/null
        docker run --rm work-web
        ! docker compose build nosuch
      `,
    },
    {
      must: "up must build what is missing, and again when asked",
      files: {
        "compose.yaml": "services:\n  web: {build: app}\n",
        "app/Dockerfile": "FROM alpine:3\nCOPY f /f\nCMD cat /f\n",
        "app/f": "first\n",
      },
      anyOrder: true,
      run: `
        docker compose up
        echo second > app/f
        docker compose up
        docker compose up --build
        docker compose up --no-build
      `,
    },
    {
      must: "a build that fails must fail up, with the step",
      files: {
        "compose.yaml": "services:\n  web: {build: app}\n",
        "app/Dockerfile": "FROM alpine:3\nRUN exit 3\n",
        "none.yaml": "services:\n  web: {build: nosuch}\n",
      },
      anyOrder: true,
      run: `
        ! docker compose up -d
        ! docker compose build
        ! docker compose -f none.yaml build
        ! docker compose up -d --no-build
      `,
    },
    {
      must: "a Dockerfile must be found elsewhere",
      files: {
        "compose.yaml": "services:\n  file: {build: {context: ., dockerfile: deep/other.Dockerfile}}\n",
        "deep/other.Dockerfile": "FROM alpine:3\nCMD echo other\n",
      },
      anyOrder: true,
      run: `
        docker compose run --rm -T file
      `,
    },
  ],
};
