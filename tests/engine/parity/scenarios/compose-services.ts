import type { Topic } from "../scenario.ts";

const sleeper = "{image: alpine:3, init: true, command: sleep 1000}";
const web = { "compose.yaml": `services:\n  web: ${sleeper}\n` };
const both = { "compose.yaml": `services:\n  web: ${sleeper}\n  db: ${sleeper}\n` };

export const composeServicesTopic: Topic = {
  topic: "docker compose on running services",
  scenarios: [
    {
      must: "stop, start, restart and kill must take all services or the named ones",
      files: both,
      run: `
        docker compose up -d
        docker compose stop -t 5 web
        docker compose ps -a --format '{{.Service}} {{.State}}' | sort
        docker compose start
        docker compose restart -t 5 db
        docker compose kill
        docker compose ps -a --format '{{.Service}} {{.State}} {{.ExitCode}}' | sort
        ! docker compose stop nosuch
        ! docker compose start nosuch
      `,
    },
    {
      must: "pause and unpause must hold the services",
      files: web,
      run: `
        docker compose up -d
        docker compose pause
        docker compose ps -a --format '{{.Service}} {{.State}}'
        ! docker compose exec web true
        docker compose unpause
        docker compose exec web echo goes on
      `,
    },
    {
      must: "rm must remove the stopped ones, and running ones when told to stop them",
      files: both,
      run: `
        docker compose up -d
        docker compose rm -f
        docker compose stop -t 5 web
        docker compose rm -f
        docker compose ps -a --services
        docker compose rm -fs
        docker compose ps -aq
        docker compose rm -f
      `,
    },
    {
      must: "create must make and not start",
      files: web,
      run: `
        docker compose create
        docker compose ps -a --format '{{.Service}} {{.State}}'
        docker compose start
        docker compose ps --format '{{.Service}} {{.State}}'
      `,
    },
    {
      must: "exec must run in the service, with code, input, user and environment",
      files: web,
      run: `
        ! docker compose exec web true
        docker compose up -d
        docker compose exec -T web echo hello
        ! docker compose exec -T web sh -c 'exit 4'
        echo input | docker compose exec -T web cat
        docker compose exec -T -u nobody -e A=1 -w /tmp web sh -c 'id -un; echo $A; pwd'
        ! docker compose exec -T web nosuchcommand
        ! docker compose exec -T nosuch true
        ! docker compose exec -T --index 2 web true
        docker compose exec -d web touch /mark
        eventually docker compose exec -T web test -e /mark
      `,
    },
    {
      must: "logs must be prefixed, cut and chosen",
      files: {
        "compose.yaml":
          "services:\n  one: {image: alpine:3, command: sh -c 'echo 1a; echo 1b'}\n  two: {image: alpine:3, command: echo 2a}\n",
      },
      anyOrder: true,
      run: `
        docker compose up -d
        eventually test -z "$(docker compose ps -q)"
        docker compose logs
        docker compose logs one
        docker compose logs --no-log-prefix two
        docker compose logs --tail 1 one
        docker compose logs -t two
        ! docker compose logs nosuch
        docker compose logs --since 2001-01-01 --until 2001-01-02
      `,
    },
    {
      must: "ps must list, choose and format",
      files: both,
      run: `
        docker compose up -d
        docker compose stop -t 5 db
        docker compose ps
        docker compose ps -a --services | sort
        docker compose ps --status exited --services
        docker compose ps --filter status=running --services
        docker compose ps -q | wc -l
        docker compose ps web --format json | grep -o '"[A-Za-z]*":' | sort -u
        ! docker compose ps nosuch
        docker compose ps --orphans=false --services
      `,
    },
    {
      must: "port, top, images, volumes, stats and ls must show what runs",
      files: {
        "compose.yaml":
          "services:\n  web: {image: alpine:3, init: true, command: sleep 1000, ports: ['8080:80'], volumes: ['data:/d']}\nvolumes: {data: {}}\n",
      },
      run: `
        docker compose up -d
        docker compose port web 80
        ! docker compose port web 81
        ! docker compose port nosuch 80
        docker compose top | grep -o 'sleep 1000' | sort -u
        docker compose images --format json | grep -o '"[A-Za-z]*":"[a-z:0-9-]*"' | grep -v ID
        docker compose volumes --format '{{.Name}} {{.Driver}}'
        docker compose stats --no-stream --format '{{.Name}}'
        docker compose ls
      `,
    },
    {
      must: "cp must copy into and out of a service",
      files: { ...web, "in.txt": "copied\n" },
      run: `
        docker compose up -d
        docker compose cp in.txt web:/in.txt
        docker compose exec -T web cat /in.txt
        docker compose cp web:/in.txt out.txt
        cat out.txt
        ! docker compose cp web:/nosuch .
        ! docker compose cp nosuch.txt web:/
        ! docker compose cp in.txt nosuch:/
      `,
    },
    {
      must: "wait must give the code of the service",
      files: { "compose.yaml": "services:\n  job: {image: alpine:3, command: sh -c 'sleep 1; exit 6'}\n" },
      run: `
        eventually docker compose up -d && docker compose wait job; test $? = 6
        ! docker compose wait nosuch
      `,
    },
    {
      must: "events must be told by service",
      files: { "compose.yaml": "services:\n  job: {image: alpine:3, command: 'true'}\n" },
      anyOrder: true,
      run: `
        docker compose create
        (timeout 20 docker compose events --json > seen &) ; eventually 'docker compose restart && grep -q start seen'
        grep -o '"service":"[a-z]*"' seen | sort -u
      `,
    },
    {
      must: "attach must bring a service's output",
      files: {
        "compose.yaml": "services:\n  job: {image: alpine:3, command: sh -c 'sleep 2; echo heard; exit 3'}\n",
      },
      run: `
        eventually docker compose up -d && docker compose attach --no-stdin job | grep heard
        ! docker compose attach nosuch
      `,
    },
    {
      must: "pull must take what is there, and fail for what is nowhere",
      files: { "compose.yaml": "services:\n  web: {image: 'alpine:3'}\n  other: {build: .}\n" },
      run: `
        docker compose pull --policy missing web
        docker compose pull --ignore-buildable --policy missing
        ! docker compose pull nosuch
        docker compose up --no-start --pull missing web
      `,
    },
    {
      must: "version must be the plugin's own",
      run: `
        docker compose version --short
        docker compose version
      `,
    },
  ],
};
