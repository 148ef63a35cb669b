import type { Topic } from "../scenario.ts";

export const systemTopic: Topic = {
  topic: "docker system and prune",
  scenarios: [
    {
      must: "version and info must name the same engine",
      run: `
        docker version --format '{{.Client.Version}} {{.Server.Version}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Server.Os}} {{.Server.Arch}}'
        docker info --format '{{.ServerVersion}} {{.OSType}} {{.Architecture}} {{.Driver}} {{.LoggingDriver}} {{.Swarm.LocalNodeState}} {{.NCPU}}'
        docker version | sed -n '1,3p'
        docker --version
      `,
    },
    {
      must: "info must count the containers by their state",
      run: `
        docker create --name one alpine:3
        docker run -d --name two --init alpine:3 sleep 100
        docker run -d --name three --init alpine:3 sleep 100
        docker pause three
        docker info --format '{{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}}'
      `,
    },
    {
      must: "df must count what is there",
      run: `
        docker create --name one -v vol:/v alpine:3
        docker run -d --name two --init alpine:3 sleep 100
        docker system df --format '{{.Type}} {{.TotalCount}} {{.Active}}' | grep -v Images
        docker system df -v | sed -n '/^Containers space/,$p' | grep -v '^Build'
        docker system df | head -1
      `,
    },
    {
      must: "container prune must remove the stopped ones, filtered by label and age",
      anyOrder: true,
      run: `
        docker create --name keep -l keep=1 alpine:3
        docker create --name gone alpine:3
        docker run -d --name runs --init alpine:3 sleep 100
        docker container prune -f --filter label!=keep
        docker ps -a --format '{{.Names}}'
        docker container prune -f --filter until=24h
        docker container prune -f
        docker ps -a --format '{{.Names}}'
        ! docker container prune -f --filter nosuch=1
        ! docker container prune -f --filter until=nonsense
      `,
    },
    {
      must: "prune must ask first, and do nothing when it is not answered",
      run: `
        docker create --name one alpine:3
        ? echo n | docker container prune
        ? docker container prune
        docker ps -a --format '{{.Names}}'
        echo y | docker container prune | grep -c Total
      `,
    },
    {
      must: "system prune must remove containers and networks that are unused, and volumes when asked",
      anyOrder: true,
      run: `
        docker create --name one -v named:/n -v /anon alpine:3
        docker network create idle
        docker system prune -f
        docker ps -aq
        docker network ls --format '{{.Name}}'
        docker volume ls -q | wc -l
        docker system prune -f --volumes
        docker volume ls -q
      `,
    },
    {
      must: "what the CLI does not know must be refused by it",
      run: `
        ! docker nosuch
        ! docker container nosuch
        ! docker ps --nosuch
        ! docker rm
        ! docker compose nosuch
        docker context ls --format '{{.Name}}'
      `,
    },
  ],
};
