import type { Topic } from "../scenario.ts";

export const inspectTopic: Topic = {
  topic: "docker inspect",
  scenarios: [
    {
      must: "an object must be found by name, id and the beginning of its id",
      run: `
        docker create --name box alpine:3
        docker inspect -f '{{.Name}}' $(docker ps -aq)
        docker inspect -f '{{.Name}}' $(docker ps -aq --no-trunc)
        docker inspect -f '{{.Name}}' $(docker ps -aq | cut -c1-6)
        docker rm $(docker ps -aq)
      `,
    },
    {
      must: "the type must be respected and a missing one be missed",
      run: `
        docker create --name thing alpine:3
        docker volume create thing
        docker network create thing
        docker inspect --type container -f '{{.Path}}' thing
        docker inspect --type volume -f '{{.Driver}}' thing
        docker inspect --type network -f '{{.Driver}}' thing
        ! docker inspect --type image thing
        ! docker inspect --type nosuch thing
        ! docker inspect nosuch
        ! docker inspect -f '{{.Nosuch}}' thing
        ! docker inspect -f '{{' thing
        ! docker inspect thing nosuch -f '{{.Name}}'
      `,
    },
    {
      must: "the state of a run container must be told",
      run: `
        ! docker run --name over alpine:3 sh -c 'exit 3'
        docker inspect -f '{{.State.Status}} {{.State.Running}} {{.State.Paused}} {{.State.Restarting}} {{.State.OOMKilled}} {{.State.Dead}} {{.State.Pid}} {{.State.ExitCode}} {{.State.Error}}' over
        docker inspect -f '{{.RestartCount}} {{.Path}} {{json .Args}} {{.Platform}} {{.Driver}}' over
        docker inspect -f '{{.Created}} {{.State.StartedAt}} {{.State.FinishedAt}}' over
      `,
    },
    {
      must: "the configuration must be what was asked for",
      run: `
        docker create --name box -it -e A=1 -w /tmp -u 1000 --entrypoint sh --stop-signal SIGINT --stop-timeout 7 --expose 90 -h pluto --domainname example alpine:3 -c true
        docker inspect -f '{{json .Config}}' box | sed 's/"Hostname":"[^"]*"/H/'
        docker inspect -f '{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.IpcMode}} {{.HostConfig.CgroupnsMode}} {{.HostConfig.ShmSize}} {{.HostConfig.Runtime}} {{.HostConfig.LogConfig.Type}}' box
        docker inspect -f '{{json .HostConfig.ExtraHosts}} {{json .HostConfig.DnsSearch}} {{json .HostConfig.CapAdd}} {{json .HostConfig.CapDrop}} {{json .HostConfig.SecurityOpt}} {{json .HostConfig.Binds}}' box
      `,
    },
    {
      must: "hosts, capabilities and name service must be shown as given",
      run: `
        docker create --name box --add-host db:10.9.8.7 --cap-drop ALL --cap-add CHOWN --dns-search example.org --security-opt no-new-privileges --sysctl net.core.somaxconn=128 alpine:3 || true
        docker create --name box2 --add-host db:10.9.8.7 --cap-drop ALL --cap-add CHOWN --dns-search example.org --security-opt no-new-privileges alpine:3
        docker inspect -f '{{json .HostConfig.ExtraHosts}} {{json .HostConfig.CapAdd}} {{json .HostConfig.CapDrop}} {{json .HostConfig.DnsSearch}} {{json .HostConfig.SecurityOpt}}' box2
        docker run --rm --add-host db:10.9.8.7 alpine:3 sh -c 'grep -c "10.9.8.7.*db" /etc/hosts'
      `,
      // The lab closes sysctls: kernel settings are not a tenant's to change.
      ignore: /sysctl|^<id>$|somaxconn/i,
    },
    {
      must: "ports and networks must be shown where they are",
      run: `
        docker network create front
        docker run -d --name web --network front --network-alias site -p 8080:80 -p 127.0.0.1:8081:81 nginx:alpine
        docker inspect -f '{{json .NetworkSettings.Ports}}' web
        docker inspect -f '{{json .HostConfig.PortBindings}} {{.HostConfig.NetworkMode}}' web
        docker inspect -f '{{range $n, $e := .NetworkSettings.Networks}}{{$n}} {{json $e.Aliases}} {{json $e.DNSNames}} {{json $e.Links}} {{$e.IPPrefixLen | lt 0}}{{end}}' web
        docker inspect -f '{{with .NetworkSettings}}{{.Bridge}} {{.IPAddress}} {{.Gateway}}{{end}}' web
        docker network inspect -f '{{range .Containers}}{{.Name}}{{end}}' front
      `,
    },
    {
      must: "the size must be shown when asked",
      run: `
        docker run --name box alpine:3 sh -c 'head -c 100000 /dev/zero > /f'
        docker inspect -s -f '{{.SizeRw}}' box
        docker ps -as --format '{{.Size}}'
      `,
    },
    {
      must: "the keys of a container's inspect must be the engine's",
      run: `
        docker run -d --name box --init alpine:3 sleep 100
        docker inspect -f '{{json .}}' box | grep -o '"[A-Za-z]*":' | sort -u
      `,
    },
    {
      must: "the keys of images, networks and volumes must be the engine's",
      run: `
        docker image inspect -f '{{json .}}' alpine:3 | grep -o '"[A-Za-z]*":' | grep -v Labels | sort -u
        docker network create net
        docker network inspect -f '{{json .}}' net | grep -o '"[A-Za-z]*":' | sort -u
        docker volume create vol
        docker volume inspect -f '{{json .}}' vol | grep -o '"[A-Za-z]*":' | sort -u
      `,
    },
  ],
};
