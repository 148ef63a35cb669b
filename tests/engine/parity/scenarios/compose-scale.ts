import type { Topic } from "../scenario.ts";

const many = "services:\n  web: {image: alpine:3, init: true, command: sleep 1000}\n";
const fixed = "services:\n  web: {image: alpine:3, init: true, command: sleep 1000, ports: ['8080:80']}\n";

export const composeScaleTopic: Topic = {
  topic: "docker compose scale",
  scenarios: [
    {
      must: "replicas must be added and removed, the newest first",
      files: { "compose.yaml": many },
      run: `
        docker compose up -d --scale web=3
        docker compose ps --format '{{.Name}}' | sort
        docker compose scale web=1
        docker compose ps --format '{{.Name}}'
        docker compose up -d --scale web=0
        docker compose ps -q
        ! docker compose scale nosuch=2
        ! docker compose scale web=x
        ! docker compose scale
      `,
    },
    {
      must: "a service with a fixed port must not be scaled to two",
      files: { "compose.yaml": fixed },
      run: `
        ! docker compose up -d --scale web=2
        docker compose ps -a --format '{{.State}}' | sort
        docker compose down
      `,
      // Which of the two comes first is up to chance.
      ignore: /work-web-[12]/,
    },
    {
      must: "a service without a fixed port of the host must be scaled",
      files: {
        "compose.yaml":
          "services:\n  web: {image: alpine:3, init: true, command: sleep 1000, ports: ['80']}\n",
      },
      run: `
        docker compose up -d --scale web=2
        docker compose ps --format '{{.Name}} {{.Ports}}' | sort
        docker compose port --index 2 web 80
      `,
    },
    {
      must: "deploy.replicas must be the number to begin with",
      files: { "compose.yaml": `${many}    `.replace("{image", "{deploy: {replicas: 2}, image") },
      run: `
        docker compose up -d
        docker compose ps -q | wc -l
        docker compose up -d --scale web=1
        docker compose ps -q | wc -l
      `,
    },
    {
      must: "replicas must answer to one name",
      files: { "compose.yaml": many },
      run: `
        docker compose up -d --scale web=2
        docker compose exec -T web sh -c 'getent ahostsv4 web 2>/dev/null | wc -l; nslookup web 2>/dev/null | grep -c "^Name"'
        docker compose exec -T --index 2 web sh -c 'ping -c 1 -W 2 work-web-1 > /dev/null && echo reached'
      `,
    },
  ],
};
