import type { Topic } from "../scenario.ts";

/** create, start, stop, restart, kill, rm, rename, wait, pause: a container's life. */
export const containerTopic: Topic = {
  topic: "a container's life",
  scenarios: [
    {
      must: "a created container must be listed as created and start on demand",
      run: `
        docker create --name one alpine:3 sh -c 'echo made; exit 3'
        docker ps -a --format '{{.Names}}|{{.Image}}|{{.Command}}|{{.Status}}|{{.Ports}}'
        ! docker start -a one
        docker ps -a --format '{{.Names}}|{{.Status}}'
      `,
    },
    {
      must: "a name in use must be refused, naming its holder",
      run: `
        docker create --name one alpine:3
        ! docker create --name one alpine:3
        ! docker run --rm --name one alpine:3 true
        docker create --name two alpine:3
        ! docker rename two one
        docker rename two three
        docker ps -a --format '{{.Names}}'
      `,
    },
    {
      must: "a name with characters that the engine does not take must be refused",
      run: `
        ! docker create --name 'a b' alpine:3
        ! docker create --name -a alpine:3
        ! docker create --name a/two alpine:3
        ! docker create --name x alpine:3/
      `,
    },
    {
      must: "what does not exist must be missing in the same words for every verb",
      run: `
        ! docker start none
        ! docker stop none
        ! docker restart none
        ! docker kill none
        ! docker rm none
        docker rm -f none
        ! docker wait none
        ! docker pause none
        ! docker unpause none
        ! docker rename none other
        ! docker update --memory 64m none
        ! docker port none
        ! docker diff none
        ! docker top none
        ! docker logs none
        ! docker exec none true
        ! docker attach none
        ! docker stats --no-stream none
        ! docker inspect nosuch
      `,
    },
    {
      must: "stop, start and restart must say the container's name and leave it in the right state",
      run: `
        docker run -d --name one redis:7-alpine
        eventually docker exec one redis-cli ping
        docker stop one
        docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.State.Running}}' one
        docker stop one
        docker start one
        docker start one
        eventually docker exec one redis-cli ping
        docker restart one
        docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}' one
      `,
    },
    {
      must: "kill must take signals by name and number and refuse others",
      run: `
        docker run -d --name one --init alpine:3 sleep 100
        ! docker kill -s NOSUCH one
        ! docker kill -s 99 one
        docker kill -s SIGTERM one
        docker wait one
        ! docker kill one
        docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' one
      `,
    },
    {
      must: "a running container must be removed only by force",
      run: `
        docker run -d --name one --init alpine:3 sleep 100
        ! docker rm one
        docker rm -f one
        ! docker inspect one
      `,
    },
    {
      must: "a paused container must refuse what needs it to run, and go on when unpaused",
      run: `
        docker run -d --name one --init alpine:3 sleep 100
        docker pause one
        docker ps --format '{{.Names}}|{{.Status}}' | sed 's/Up .*(/Up (/'
        ! docker pause one
        ! docker exec one true
        ! docker start one
        docker unpause one
        ! docker unpause one
        docker exec one echo goes on
      `,
    },
    {
      must: "pausing what does not run must be refused",
      run: `
        docker create --name one alpine:3
        ! docker pause one
        ! docker unpause one
        ! docker exec one true
        ! docker top one
      `,
    },
    {
      must: "wait must print the exit code of each container in turn",
      run: `
        docker run -d --name one alpine:3 sh -c 'exit 3'
        docker run -d --name two alpine:3 true
        docker wait one two
        ! docker wait one none
      `,
    },
    {
      must: "rename must keep the container and free its old name",
      run: `
        docker create --name one alpine:3 sleep 1
        docker rename one two
        docker inspect -f '{{.Name}} {{.Path}} {{.Args}}' two
        ! docker inspect one
        ! docker rename two two
        ! docker rename two ''
        ! docker rename two 'b!'
      `,
    },
  ],
};
