import type { Topic } from "../scenario.ts";

const files = {
  "compose.yaml": `services:
  web:
    image: alpine:3
    init: true
    command: echo usual
    environment: {A: file}
    ports: ["8080:80"]
    depends_on: [db]
  db: {image: alpine:3, init: true, command: sleep 1000}
`,
};

export const composeRunTopic: Topic = {
  topic: "docker compose run",
  scenarios: [
    {
      must: "a one-off container must run the command, start what it needs, and give its code",
      files,
      run: `
        docker compose run --rm -T web
        docker compose run --rm -T web echo other
        ! docker compose run --rm -T web sh -c 'exit 9'
        docker compose ps --services
        ! docker compose run --rm -T nosuch true
        ! docker compose run --rm -T web nosuchcommand
      `,
    },
    {
      must: "dependencies must be left out, environment, user, directory and entrypoint be set",
      files,
      run: `
        docker compose run --rm -T --no-deps -e A=flag -e B=2 web sh -c 'echo $A $B'
        docker compose run --rm -T --no-deps -u nobody -w /tmp web sh -c 'id -un; pwd'
        docker compose run --rm -T --no-deps --entrypoint echo web replaced
        docker compose run --rm -T --no-deps -v ./compose.yaml:/c:ro web sh -c 'grep -c image /c'
        docker compose ps -aq
      `,
    },
    {
      must: "a one-off container must stay without --rm, be named when asked, and be hidden from ps",
      files,
      run: `
        docker compose run -T --no-deps --name once web echo kept
        docker ps -a --format '{{.Names}} {{.Status}}'
        docker compose ps -a --services
        docker inspect -f '{{index .Config.Labels "com.docker.compose.oneoff"}} {{index .Config.Labels "com.docker.compose.service"}}' once
        docker compose down
        docker ps -aq
      `,
    },
    {
      must: "ports must be published only when asked",
      files,
      run: `
        docker compose run -d --no-deps --name quiet web sleep 100
        docker port quiet
        docker compose run -d --no-deps --name open --service-ports web sleep 100
        docker port open
        docker compose run -d --no-deps --name extra -p 9090:90 web sleep 100
        docker port extra
        docker compose kill
        docker compose rm -f
      `,
    },
    {
      must: "standard input must reach it",
      files,
      run: `
        echo hello | docker compose run --rm -T --no-deps web cat
        printf 'a\\nb\\n' | docker compose run --rm -T --no-deps web wc -l
      `,
    },
    {
      must: "a terminal must be one",
      files,
      run: `
        script -qec 'docker compose run --rm --no-deps --quiet-pull web sh -c "test -t 0 && echo terminal"' /dev/null
      `,
      ignore: /Container|Network|Creat|Running|\[\+\]/,
    },
  ],
};
