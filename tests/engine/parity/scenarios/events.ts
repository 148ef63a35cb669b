import type { Topic } from "../scenario.ts";

/** Events between now and the end of the commands, read from the past so that nothing has to be waited for. */
const since = `date +%s.%N > from`;
const past = `docker events --since $(cat from) --until $(date +%s.%N)`;

export const eventsTopic: Topic = {
  topic: "docker events",
  scenarios: [
    {
      must: "a container's life must be told in order",
      run: `
        ${since}
        docker run --name box alpine:3 true
        docker rm box
        ${past} --filter type=container --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.image}} {{.Actor.Attributes.exitCode}}'
      `,
    },
    {
      must: "networks, volumes and what is connected to them must be told",
      anyOrder: true,
      run: `
        ${since}
        docker network create net
        docker volume create vol
        docker run --rm --name box --network net -v vol:/v alpine:3 true
        docker network rm net
        docker volume rm vol
        ${past} --filter type=network --format '{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}}'
        ${past} --filter type=volume --format '{{.Action}} {{.Actor.ID}} {{.Actor.Attributes.driver}} {{.Actor.Attributes.destination}}'
      `,
    },
    {
      must: "events must be filtered by container, event, image and label",
      run: `
        ${since}
        docker create --name one -l tier=front alpine:3
        docker create --name two busybox:latest
        docker rm one
        docker rm two
        ${past} --filter container=one --format '{{.Action}} {{.Actor.Attributes.name}}'
        ${past} --filter event=destroy --format '{{.Action}} {{.Actor.Attributes.name}}'
        ${past} --filter image=busybox:latest --format '{{.Action}} {{.Actor.Attributes.name}}'
        ${past} --filter type=container --filter label=tier=front --format '{{.Action}} {{.Actor.Attributes.name}}'
        ! docker events --since yesterday
        ! docker events --format '{{'
      `,
    },
    {
      must: "stop, kill, pause, rename, restart and health must be told",
      run: `
        ${since}
        docker run -d --name box --init alpine:3 sleep 100
        docker pause box
        docker unpause box
        docker rename box bag
        docker restart -t 5 bag
        docker exec bag true
        docker kill bag
        docker wait bag
        ${past} --filter type=container --format '{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.signal}}' | grep -v exec_die
      `,
    },
    {
      must: "images of one's own must be told when tagged and removed",
      files: { Dockerfile: "FROM alpine:3\nRUN true\n" },
      run: `
        ${since}
        docker build -q -t mine:1 . > /dev/null
        docker tag mine:1 mine:2
        docker rmi mine:2
        ${past} --filter type=image --filter event=tag --filter event=untag --format '{{.Action}} {{.Actor.Attributes.name}}'
      `,
    },
    {
      must: "the full line must have the engine's form",
      run: `
        ${since}
        docker create --name box -l a=1 alpine:3
        ${past} --filter type=container
        ${past} --filter type=container --format json | grep -o '"[A-Za-z]*":' | sort -u
      `,
      // The image's own labels belong to the catalogue.
    },
  ],
};
