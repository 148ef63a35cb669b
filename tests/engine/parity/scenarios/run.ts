import type { Topic } from "../scenario.ts";

export const runTopic: Topic = {
  topic: "docker run",
  scenarios: [
    {
      must: "a command's output and exit code must be the CLI's own",
      run: `
        docker run --rm alpine:3 echo hello
        ! docker run --rm alpine:3 sh -c 'echo out; echo err >&2; exit 7'
        ! docker run --rm --init alpine:3 sh -c 'kill -9 $$'
        docker ps -aq
      `,
    },
    {
      must: "a command that cannot be started must fail as the engine fails it, and leave its container",
      run: `
        ! docker run --name missing alpine:3 nosuchcommand
        ! docker run --name folder alpine:3 /etc
        docker ps -a --format '{{.Names}}|{{.Status}}'
        docker inspect -f '{{.State.ExitCode}} {{.State.Error}}' missing
        ! docker run --rm -w /etc/passwd alpine:3 true
      `,
    },
    {
      must: "environment, working directory, user, hostname and labels must be as they were given",
      files: { "vars.env": "FROM_FILE=yes\n# comment\nOTHER=a b\n" },
      run: `
        docker run --rm -e A=1 -e B -e C=x=y --env-file vars.env alpine:3 sh -c 'echo $A $B $C $FROM_FILE $OTHER'
        docker run --rm -w /tmp/deep/er alpine:3 pwd
        docker run --rm -u 1234:5678 alpine:3 id
        docker run --rm -u nobody alpine:3 id -un
        ! docker run --rm -u nosuchuser alpine:3 id
        docker run --rm -h pluto alpine:3 hostname
        docker create --name tagged -l a=1 -l b alpine:3
        docker inspect -f '{{json .Config.Labels}}' tagged
      `,
    },
    {
      must: "an image that is not there must be looked for and not be found",
      run: `
        ! docker run --rm --pull never nosuch:1 true
        ! docker create --pull never nosuch
        ! docker run --rm -it --detach-keys bad,,keys alpine:3 true
      `,
    },
    {
      must: "a reference that is none must be refused",
      run: `
        ! docker run --rm Alpine:3 true
        ! docker run --rm 'alpine:3:4' true
        ! docker run --rm 'alpine@sha256:12' true
        ! docker run --rm ''
      `,
    },
    {
      must: "an entrypoint must be replaced, and emptied",
      run: `
        docker run --rm --entrypoint echo alpine:3 instead
        docker create --name none --entrypoint '' alpine:3 echo
        docker inspect -f '{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{.Path}}' none
        ! docker run --rm --entrypoint '' alpine:3 nosuch
      `,
    },
    {
      must: "standard input must reach the container and its end be seen",
      run: `
        echo hello | docker run --rm -i alpine:3 cat
        printf 'a\\nb\\nc\\n' | docker run --rm -i alpine:3 wc -l
        echo ignored | docker run --rm alpine:3 cat
      `,
    },
    {
      must: "a terminal must be one",
      run: `
        script -qec 'docker run --rm -it alpine:3 sh -c "tty; test -t 0 && test -t 1 && echo terminal; exit 4"; echo ended $?' /dev/null
        ! docker run --rm -it alpine:3 tty
        docker run --rm -t alpine:3 sh -c 'test -t 1 && echo out'
      `,
    },
    {
      must: "health must be checked as the flags say",
      run: `
        docker run -d --name good --init --health-cmd 'test -e /etc/passwd' --health-interval 1s alpine:3 sleep 100
        docker run -d --name bad --init --health-cmd 'echo no; exit 1' --health-interval 1s --health-retries 1 --health-timeout 5s alpine:3 sleep 100
        eventually docker ps --filter health=healthy --format {{.Names}} | grep good
        eventually docker ps --filter health=unhealthy --format {{.Names}} | grep bad
        docker inspect -f '{{.State.Health.Status}} {{json .Config.Healthcheck}}' good bad
        docker inspect -f '{{(index .State.Health.Log 0).ExitCode}} {{(index .State.Health.Log 0).Output}}' bad
      `,
    },
    {
      must: "nonsense in a health check must be refused",
      run: `
        ! docker run --rm --health-interval 1us --health-cmd true alpine:3 true
        ! docker run --rm --health-interval -1s --health-cmd true alpine:3 true
        ! docker run --rm --health-retries -1 --health-cmd true alpine:3 true
        ! docker run --rm --no-healthcheck --health-cmd true alpine:3 true
      `,
    },
    {
      must: "a restart policy must be kept, and wrong ones be refused",
      run: `
        docker create --name a1 --restart on-failure:3 alpine:3
        docker inspect -f '{{json .HostConfig.RestartPolicy}}' a1
        docker create --name a2 --restart unless-stopped alpine:3
        docker inspect -f '{{json .HostConfig.RestartPolicy}}' a2
        ! docker create --restart sometimes alpine:3
        ! docker create --restart always:3 alpine:3
        ! docker create --restart on-failure:-1 alpine:3
        ! docker create --rm --restart always alpine:3
      `,
    },
    {
      must: "a failing container must be restarted as often as its policy says",
      run: `
        docker run -d --name again --restart on-failure:2 alpine:3 sh -c 'echo try; exit 5'
        eventually docker ps -a --filter status=exited --format {{.Names}} | grep again
        docker inspect -f '{{.RestartCount}} {{.State.ExitCode}} {{.State.Status}}' again
        docker logs again
      `,
    },
    {
      must: "options that contradict each other or mean nothing must be refused",
      run: `
        ! docker run -d --rm -a stdout alpine:3 true
        ! docker run --nosuchflag alpine:3
        ! docker run
        ! docker run --memory lots alpine:3
        ! docker run --rm --memory 1m alpine:3 true
        ! docker run --rm --cpus -1 alpine:3 true
        ! docker run --rm --stop-signal NOSUCH alpine:3 true
        ! docker run --rm --network container:nosuch alpine:3 true
        ! docker run --rm --ulimit nofile=2:1 alpine:3 true
        ! docker run --rm -e '=x' alpine:3 true
      `,
    },
    {
      must: "limits must be shown as they were given",
      run: `
        docker create --name small --memory 64m --memory-reservation 32m --cpus 0.5 --pids-limit 50 --cpu-shares 512 alpine:3
        docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.MemoryReservation}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.CpuShares}}' small
        docker create --name plain alpine:3
        docker inspect -f '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Privileged}} {{.HostConfig.NetworkMode}} {{.HostConfig.AutoRemove}}' plain
      `,
    },
    {
      must: "a read-only root must be one, but for its tmpfs",
      run: `
        ! docker run --rm --read-only alpine:3 touch /x
        docker run --rm --read-only --tmpfs /t alpine:3 touch /t/x
        docker run --rm --tmpfs /t:size=1m,mode=700 alpine:3 stat -c %a /t
        docker create --name shown --read-only --tmpfs /t:size=1m alpine:3
        docker inspect -f '{{json .HostConfig.Tmpfs}} {{.HostConfig.ReadonlyRootfs}}' shown
      `,
    },
    {
      must: "the file with the id must be written once, and refused when it is there",
      run: `
        docker create --cidfile box.id --name one alpine:3
        test "$(cat box.id)" = "$(docker inspect -f '{{.Id}}' one)"
        ! docker create --cidfile box.id --name two alpine:3
      `,
    },
    {
      must: "an init process must be there when asked for",
      run: `
        docker run --rm --init alpine:3 sh -c 'tr "\\0" " " < /proc/1/cmdline | cut -d" " -f1-2'
        docker run --rm alpine:3 sh -c 'echo $$'
      `,
    },
    {
      must: "ps must filter by name, status, label, ancestor, volume, network and exit code",
      run: `
        docker create --name one -l tier=front -v data:/data alpine:3
        docker run --name two -l tier=back redis:7-alpine true
        ! docker run --name three --network none alpine:3 false
        docker ps -a --filter name=one --format '{{.Names}}'
        docker ps -a --filter status=exited --format '{{.Names}}'
        docker ps -a --filter label=tier --format '{{.Names}}'
        docker ps -a --filter label=tier=back --format '{{.Names}}'
        docker ps -a --filter ancestor=redis:7-alpine --format '{{.Names}}'
        docker ps -a --filter volume=data --format '{{.Names}}'
        docker ps -a --filter network=none --format '{{.Names}}'
        docker ps -a --filter exited=1 --format '{{.Names}}'
        docker ps -a --filter before=two --format '{{.Names}}'
        docker ps -a --filter since=two --format '{{.Names}}'
        docker ps -a -n 1 --format '{{.Names}}'
        docker ps -l --format '{{.Names}}'
        ! docker ps --filter nosuch=1
        ! docker ps --filter status=nosuch
        ! docker ps --filter exited=x
      `,
    },
    {
      must: "ps must show the columns that people read",
      run: `
        docker run -d --name web -p 8080:80 -p 127.0.0.1:8081:81/udp nginx:alpine
        docker ps
        docker ps --no-trunc --format '{{.Command}} {{.Ports}} {{.Networks}} {{.Mounts}}'
        docker ps --format json | grep -o '"Names":"[a-z]*"'
        docker container ls -q | wc -l
      `,
    },
    {
      must: "update must change limits and policy, and say what it cannot",
      run: `
        docker create --name one --memory 64m alpine:3
        docker update --memory 96m --memory-swap 96m --cpus 0.25 --restart on-failure:2 one
        docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{json .HostConfig.RestartPolicy}}' one
        ! docker update one
        ! docker update --memory 1k one
        ! docker update --restart nosuch one
        ! docker update --memory 64m nosuch
      `,
    },
    {
      must: "diff must list what changed",
      run: `
        docker run --name one alpine:3 sh -c 'echo x > /new; rm /etc/motd /etc/hostname 2>/dev/null; mkdir -p /tmp/d; true'
        docker diff one | sort
      `,
    },
    {
      must: "top must show the processes, with ps's own options",
      run: `
        docker run -d --name one --init alpine:3 sleep 123
        docker top one -o pid,args | sed 's/^[0-9]*//'
        ! docker top one -o args
        ! docker top one -eo comm
        ~ docker top one -o nosuch
        docker stop -t 5 one
        ! docker top one
      `,
    },
    {
      must: "stats must show a container once when asked once",
      run: `
        docker run -d --name one --init alpine:3 sleep 100
        docker stats --no-stream --format '{{.Name}}' one
        docker stats --no-stream --format '{{.Name}}'
        ! docker stats --no-stream one none
        docker create --name two alpine:3
        docker stats --no-stream -a --format '{{.Name}}' two
      `,
    },
  ],
};
