import type { Topic } from "../scenario.ts";

/** Mostly the work of compose itself, but it asks the engine first, and its words are what a student reads. */
export const composeConfigTopic: Topic = {
  topic: "docker compose config",
  scenarios: [
    {
      must: "the model must be printed with names, paths and defaults filled in",
      files: {
        "compose.yaml": `services:
  web:
    image: nginx:alpine
    ports: ["8080:80"]
    volumes: ["./site:/usr/share/nginx/html:ro", "data:/data"]
    environment: {A: "1", B: $WORD}
    depends_on: [db]
  db:
    image: redis:7-alpine
    profiles: [extra]
volumes: {data: {}}
`,
        ".env": "WORD=from-dotenv\n",
      },
      run: `
        ! docker compose config
        docker compose --profile extra config
        docker compose --profile extra config --services | sort
        docker compose --profile extra config --volumes
        docker compose --profile extra config --images | sort
        docker compose --profile extra config --profiles
        docker compose --profile extra config --format json | head -c 60
        docker compose --profile '*' config -q
      `,
    },
    {
      must: "a file that is not valid must be refused, saying where",
      files: {
        "syntax.yaml": "services:\n  web:\n  image: [\n",
        "unknown.yaml": "services:\n  web:\n    image: alpine:3\n    nosuch: 1\n",
        "type.yaml": "services:\n  web:\n    image: alpine:3\n    ports: 80\n",
        "empty.yaml": "",
        "none.yaml": "services: {}\n",
        "noimage.yaml": "services:\n  web: {}\n",
        "volume.yaml": "services:\n  web:\n    image: alpine:3\n    volumes: ['data:/d']\n",
        "network.yaml": "services:\n  web:\n    image: alpine:3\n    networks: [nosuch]\n",
        "depends.yaml": "services:\n  web:\n    image: alpine:3\n    depends_on: [nosuch]\n",
        "port.yaml": "services:\n  web:\n    image: alpine:3\n    ports: ['x:80']\n",
        "condition.yaml":
          "services:\n  web:\n    image: alpine:3\n    depends_on: {db: {condition: nosuch}}\n  db: {image: alpine:3}\n",
      },
      run: `
        ! docker compose -f syntax.yaml up -d
        ! docker compose -f unknown.yaml up -d
        ! docker compose -f type.yaml up -d
        ! docker compose -f empty.yaml up -d
        ! docker compose -f none.yaml up -d
        ! docker compose -f noimage.yaml up -d
        ! docker compose -f volume.yaml up -d
        ! docker compose -f network.yaml up -d
        ! docker compose -f depends.yaml up -d
        ! docker compose -f port.yaml up -d
        ! docker compose -f condition.yaml up -d
        ! docker compose -f nosuch.yaml up -d
        ! docker compose up -d
      `,
    },
    {
      must: "a cycle of dependencies must be refused",
      files: {
        "compose.yaml":
          "services:\n  a1: {image: alpine:3, depends_on: [b1]}\n  b1: {image: alpine:3, depends_on: [c1]}\n  c1: {image: alpine:3, depends_on: [a1]}\n",
      },
      run: `
        ! docker compose config -q
        ! docker compose up -d
      `,
      // Where compose begins to name the cycle is up to chance.
      ignore: /dependency cycle detected/,
    },
    {
      must: "variables must be filled in, defaulted, and required",
      files: {
        "compose.yaml":
          "services:\n  web:\n    image: $\u007bIMAGE:-alpine}:$\u007bTAG?say which}\n    command: echo $$HOME $NOSUCH\n",
        "other.env": "TAG=3\n",
      },
      run: `
        ! docker compose config
        TAG=3 docker compose config
        docker compose --env-file other.env config --images
        ! docker compose --env-file nosuch.env config
      `,
      // Which variable compose meets first is up to chance.
      ignore: /NOSUCH/,
    },
    {
      must: "several files must be merged, extended and included",
      files: {
        "compose.yaml":
          "include: [part/db.yaml]\nservices:\n  web:\n    extends: {file: base.yaml, service: base}\n",
        "base.yaml":
          "services:\n  base:\n    image: alpine:3\n    environment: {A: base}\n    labels: {from: base}\n",
        "part/db.yaml": "services:\n  db:\n    image: redis:7-alpine\n",
        "compose.override.yaml": "services:\n  web:\n    environment: {A: override, B: two}\n",
      },
      run: `
        docker compose config
        docker compose -f compose.yaml config --services | sort
        docker compose -f compose.yaml -f compose.override.yaml config
        docker compose config --hash web | cut -d' ' -f1
      `,
    },
  ],
};
