import type { Topic } from "../scenario.ts";

const two = `services:
  web:
    image: nginx:alpine
    depends_on: [db]
  db:
    image: redis:7-alpine
`;
const sleeper = "{image: alpine:3, init: true, command: sleep 1000}";

export const composeUpTopic: Topic = {
  topic: "docker compose up and down",
  scenarios: [
    {
      must: "up must make the network, then the services in order; down must remove all of it",
      files: { "compose.yaml": two },
      run: `
        docker compose up -d
        docker compose ps --format '{{.Service}} {{.Name}} {{.State}} {{.Image}} {{.ExitCode}}' | sort
        docker network ls --format '{{.Name}}' | grep work
        docker compose up -d
        docker compose down
        docker ps -aq
        docker network ls --format '{{.Name}}' | grep -c work || true
        docker compose down
      `,
    },
    {
      must: "volumes must stay with down, and go with down -v",
      files: {
        "compose.yaml": `services:\n  web: {image: alpine:3, command: "true", volumes: ["data:/d", "/anon"]}\nvolumes: {data: {}}\n`,
      },
      run: `
        docker compose up -d
        docker volume ls -q | grep work
        docker compose down
        docker volume ls -q | grep work
        docker compose up -d
        docker compose down -v
        docker volume ls -q | grep -c work || true
      `,
    },
    {
      must: "--wait must wait for health",
      files: {
        "compose.yaml": `services:\n  web:\n    image: alpine:3\n    init: true\n    command: sh -c 'sleep 1; touch /ok; sleep 1000'\n    healthcheck: {test: "test -e /ok", interval: 1s, retries: 20}\n`,
      },
      run: `
        docker compose up -d --wait --wait-timeout 60
        docker compose ps --format '{{.Service}} {{.Health}} {{.State}}'
      `,
    },
    {
      must: "an unhealthy dependency must stop up, and --wait must fail",
      files: {
        "compose.yaml": `services:\n  web:\n    image: alpine:3\n    command: "true"\n    depends_on: {db: {condition: service_healthy}}\n  db:\n    image: alpine:3\n    init: true\n    command: sleep 1000\n    healthcheck: {test: "exit 1", interval: 1s, retries: 1, timeout: 5s}\n`,
      },
      run: `
        ! docker compose up -d
        docker compose ps -a --format '{{.Service}} {{.State}} {{.Health}}' | sort
        ! docker compose up -d --wait db
      `,
    },
    {
      must: "a dependency that must complete must have succeeded",
      files: {
        "compose.yaml": `services:\n  web:\n    image: alpine:3\n    init: true\n    command: sleep 1000\n    depends_on: {job: {condition: service_completed_successfully}}\n  job:\n    image: alpine:3\n    command: sh -c "exit $\{CODE:-0}"\n`,
      },
      run: `
        docker compose up -d
        docker compose ps -a --format '{{.Service}} {{.State}} {{.ExitCode}}' | sort
        docker compose down
        ! CODE=3 docker compose up -d
        docker compose ps -a --format '{{.Service}} {{.State}} {{.ExitCode}}' | sort
      `,
    },
    {
      must: "only what changed must be made anew, or all when forced",
      files: {
        "compose.yaml": `services:\n  web: {image: alpine:3, init: true, command: sleep 1000, environment: {V: "$V"}}\n  db: ${sleeper}\n`,
      },
      run: `
        V=1 docker compose up -d
        V=2 docker compose up -d
        V=2 docker compose exec -T web sh -c 'echo $V'
        V=2 docker compose up -d --force-recreate -t 5 db
        V=3 docker compose up -d --no-recreate
        V=3 docker compose up -d --no-deps web
      `,
    },
    {
      must: "one service must come with its dependencies, or without",
      files: { "compose.yaml": `${two}  other: ${sleeper}\n` },
      run: `
        docker compose up -d web
        docker compose ps --services | sort
        docker compose down
        docker compose up -d --no-deps web
        docker compose ps --services
        ! docker compose up -d nosuch
      `,
    },
    {
      must: "profiles must be off until they are asked for",
      files: {
        "compose.yaml": `services:\n  web: ${sleeper}\n  debug: {image: alpine:3, init: true, command: sleep 1000, profiles: [debug]}\n`,
      },
      run: `
        docker compose up -d
        docker compose ps --services
        docker compose --profile debug up -d
        docker compose ps --services | sort
        docker compose --profile debug down
        docker compose up -d debug
        docker compose ps --services
      `,
    },
    {
      must: "a fixed port in use must fail up and name the port",
      files: {
        "compose.yaml": `services:\n  web: {image: alpine:3, init: true, command: sleep 1000, ports: ["8080:80"]}\n`,
      },
      run: `
        docker run -d --name holder --init -p 8080:80 alpine:3 sleep 1000
        ! docker compose up -d
        docker compose ps -a --format '{{.Service}} {{.State}}'
        docker rm -f holder
        docker compose up -d
        docker compose ps --format '{{.Service}} {{.State}} {{.Ports}}'
      `,
    },
    {
      must: "an image that is nowhere must fail up",
      files: { "compose.yaml": "services:\n  web: {image: 'nosuch:1', pull_policy: never}\n" },
      run: `
        ! docker compose up -d
        docker compose ps -aq
        ! docker compose create
      `,
    },
    {
      must: "services of a file no longer in it must be told of as orphans, and removed when asked",
      files: {
        "compose.yaml": `services:\n  web: ${sleeper}\n  old: ${sleeper}\n`,
        "less.yaml": `services:\n  web: ${sleeper}\n`,
      },
      run: `
        docker compose up -d
        docker compose -f less.yaml up -d
        docker compose -f less.yaml up -d --remove-orphans -t 5
        docker compose ps --services
      `,
    },
    {
      must: "container_name must be used, and a name in use be refused",
      files: {
        "compose.yaml":
          "services:\n  web: {image: alpine:3, init: true, command: sleep 1000, container_name: front}\n",
      },
      run: `
        docker compose up -d
        docker ps --format '{{.Names}}'
        docker compose down
        docker create --name front alpine:3
        ! docker compose up -d
        ! docker compose up -d --scale web=2
      `,
    },
    {
      must: "attached up must stream the output with names and end with the code asked for",
      files: {
        // A container that is stopped before its init has begun ends with another code now and then.
        "compose.yaml": `services:
  web: {image: alpine:3, init: true, command: sleep 1000, healthcheck: {test: "true", interval: 300ms}}
  job: {image: alpine:3, command: sh -c 'echo working; exit 5', depends_on: {web: {condition: service_healthy}}}
`,
      },
      anyOrder: true,
      run: `
        ! docker compose up --exit-code-from job -t 5
        ! docker compose up --abort-on-container-failure -t 5
        ! docker compose up --exit-code-from nosuch
      `,
    },
    {
      must: "attached up must end by itself when all services have ended",
      files: {
        "compose.yaml":
          "services:\n  one: {image: alpine:3, command: echo first}\n  two: {image: alpine:3, command: echo second}\n",
      },
      anyOrder: true,
      run: `
        docker compose up
        docker compose up --no-log-prefix
        docker compose ps -a --format '{{.Service}} {{.State}} {{.ExitCode}}'
        docker compose up --attach one
      `,
    },
    {
      must: "interrupting attached up must stop the services",
      files: {
        "compose.yaml":
          "services:\n  web: {image: alpine:3, init: true, command: sh -c 'echo ready; sleep 1000'}\n",
      },
      anyOrder: true,
      run: `
        ? timeout -s INT 5 docker compose up
        eventually test -z "$(docker compose ps -q)"
        docker compose ps -a --format '{{.Service}} {{.State}}'
      `,
      // Whether the signal arrives before or after the lines of attaching is a matter of speed.
      ignore: /Gracefully|Attaching|Stopping|Stopped|Created|Running|ready|exited/i,
    },
    {
      must: "a dry run must change nothing",
      files: { "compose.yaml": two },
      run: `
        docker compose --dry-run up -d
        docker ps -aq
      `,
    },
    {
      must: "a project's name must be taken from the flag, the environment, the file or the directory",
      files: {
        "compose.yaml": "services:\n  web: {image: alpine:3, command: 'true'}\n",
        "named.yaml": "name: named\nservices:\n  web: {image: alpine:3, command: 'true'}\n",
      },
      run: `
        docker compose -p flag create
        COMPOSE_PROJECT_NAME=variable docker compose create
        docker compose -f named.yaml create
        docker compose create
        docker ps -a --format '{{.Names}}' | sort
        docker compose ls -a --format json | tr ',' '\\n' | grep Name | sort
        ! docker compose -p 'Bad Name' create
        docker compose -p flag down
        docker compose ls -aq | sort
      `,
    },
    {
      must: "down must remove images when asked, and only the project's own containers",
      files: {
        "compose.yaml": "services:\n  web: {build: ., image: own-web}\n",
        Dockerfile: "FROM alpine:3\nRUN echo x > /x\n",
      },
      run: `
        docker create --name stranger alpine:3
        docker compose up -d
        docker compose down --rmi all
        docker images own-web -q
        docker ps -a --format '{{.Names}}'
        ! docker compose down --rmi nosuch
      `,
    },
    {
      must: "external networks and volumes must be there already",
      files: {
        "compose.yaml":
          "services:\n  web: {image: alpine:3, command: 'true', networks: [out], volumes: ['data:/d']}\nnetworks: {out: {external: true}}\nvolumes: {data: {external: true, name: shared}}\n",
      },
      run: `
        ! docker compose up -d
        docker network create out
        ! docker compose up -d
        docker volume create shared
        docker compose up -d
        docker compose down -v
        docker volume ls -q
        docker network ls --format '{{.Name}}' | grep out
      `,
    },
  ],
};
