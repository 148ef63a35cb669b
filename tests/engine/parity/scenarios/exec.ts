import type { Topic } from "../scenario.ts";

const box = "docker run -d --name box --init alpine:3 sleep 1000";

export const execTopic: Topic = {
  topic: "docker exec and attach",
  scenarios: [
    {
      must: "a command's outputs and exit code must be the CLI's own",
      run: `
        ${box}
        docker exec box echo hello
        ! docker exec box sh -c 'echo out; echo err >&2; exit 9'
        ! docker exec box sh -c 'kill -9 $$'
      `,
    },
    {
      must: "environment, user and working directory must be as they were given",
      run: `
        ${box}
        docker exec -e A=1 -e B=2 box sh -c 'echo $A$B'
        docker exec -u nobody box id -un
        docker exec -u 12:34 box id
        docker exec -w /tmp box pwd
        ! docker exec -w /nosuch box pwd
        ! docker exec -u nosuchuser box id
      `,
    },
    {
      must: "a command that is not there must fail with the code of a shell",
      run: `
        ${box}
        ! docker exec box nosuchcommand
        ! docker exec box /etc
        ! docker exec box
        ! docker exec nosuch true
        ! docker exec box sh -c nosuchcommand
      `,
    },
    {
      must: "a container that does not run must refuse",
      run: `
        docker create --name made alpine:3
        ! docker exec made true
        docker run --name over alpine:3 true
        ! docker exec over true
        ! docker exec -d over true
      `,
    },
    {
      must: "standard input must arrive whole, and its end be seen",
      run: `
        ${box}
        echo hello | docker exec -i box cat
        head -c 300000 /dev/zero | docker exec -i box wc -c
        echo lost | docker exec box cat
      `,
    },
    {
      must: "a detached command must run on its own",
      run: `
        ${box}
        docker exec -d box sh -c 'echo done > /tmp/mark'
        eventually docker exec box cat /tmp/mark
        docker exec box cat /tmp/mark
        ! docker exec -d box nosuchcommand
      `,
    },
    {
      must: "a terminal must be one, and only where there is one",
      run: `
        ${box}
        script -qec 'docker exec -it box sh -c "test -t 0 && echo terminal; exit 3"; echo ended $?' /dev/null
        ! docker exec -it box tty
        docker exec -t box sh -c 'test -t 1 && echo out'
      `,
    },
    {
      must: "attach must bring output, input and exit code",
      run: `
        docker run -d -i --name echoing alpine:3 sh -c 'read line; echo got $line; exit 6'
        ! echo hello | docker attach echoing > /dev/null
        docker logs echoing
        docker inspect -f '{{.State.ExitCode}}' echoing
      `,
    },
    {
      must: "attaching to what does not run must be refused",
      run: `
        docker create --name made alpine:3
        ! docker attach made
        docker run -d --name held --init alpine:3 sleep 100
        docker pause held
        ! docker attach held
      `,
    },
  ],
};
