import type { Topic } from "../scenario.ts";

const talker = `docker run --name talker alpine:3 sh -c 'for i in 1 2 3 4; do echo line $i; done; echo problem >&2' 2>&1`;

export const logsTopic: Topic = {
  topic: "docker logs",
  scenarios: [
    {
      must: "both outputs must come out where they went in",
      anyOrder: true,
      run: `
        ${talker}
        docker logs talker
        docker logs talker 2> /dev/null
        docker logs talker 2>&1 > /dev/null
      `,
    },
    {
      must: "the tail must be as long as asked",
      run: `
        docker run --name talker alpine:3 sh -c 'for i in 1 2 3 4; do echo line $i; done'
        docker logs --tail 2 talker
        docker logs -n 0 talker
        docker logs --tail all talker
        docker logs --tail -1 talker
        docker logs --tail x talker
        docker logs --tail 100 talker
      `,
    },
    {
      must: "times must be shown, and cut by since and until",
      run: `
        docker run --name talker alpine:3 echo now
        docker logs -t talker
        docker logs --since 1h talker
        docker logs --until 1h talker
        docker logs --since 2001-01-01T00:00:00Z talker
        docker logs --since 0 --until 2001-01-01 talker
        ! docker logs --since yesterday talker
      `,
    },
    {
      must: "following must end with the container",
      run: `
        docker run -d --name talker alpine:3 sh -c 'echo one; sleep 1; echo two'
        docker logs -f talker
        docker logs -f --tail 1 talker
        ! docker logs -f nosuch
      `,
    },
    {
      must: "details must show labels and variables that the log options name",
      run: `
        docker run --name talker --log-opt labels=tier --log-opt env=COLOUR -l tier=front -e COLOUR=red alpine:3 echo hi
        docker logs --details talker
        docker inspect -f '{{.HostConfig.LogConfig.Type}}' talker
      `,
    },
    {
      must: "a container that never started must have no logs, and a driver without logs must say so",
      run: `
        docker create --name made alpine:3 echo hi
        docker logs made
        docker run --name silent --log-driver none alpine:3 echo unheard
        ! docker logs silent
      `,
    },
  ],
};
