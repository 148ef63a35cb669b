import type { Topic } from "../scenario.ts";

export const networkTopic: Topic = {
  topic: "docker network",
  scenarios: [
    {
      must: "the list must show the predefined networks and one's own",
      anyOrder: true,
      run: `
        docker network create one
        docker network create --label tier=front two
        docker network ls
        docker network ls --filter name=one -q | wc -l
        docker network ls --filter label=tier --format '{{.Name}}'
        docker network ls --filter driver=bridge --format '{{.Name}}'
        docker network ls --filter type=custom --format '{{.Name}}'
        docker network ls --filter dangling=true --format '{{.Name}}'
        ! docker network ls --filter nosuch=x
        ! docker network ls --filter type=nosuch
      `,
    },
    {
      must: "a name in use must be refused, and so must names of the engine",
      run: `
        docker network create one
        ! docker network create one
        ! docker network create bridge
        ! docker network create host
        ! docker network create none
        ! docker network create ''
      `,
    },
    {
      must: "inspect must show what was asked for",
      run: `
        docker network create --internal --attachable --label a=1 one
        docker network inspect -f '{{.Name}} {{.Driver}} {{.Scope}} {{.Internal}} {{.Attachable}} {{.EnableIPv6}} {{json .Labels}} {{json .Options}} {{.IPAM.Driver}}' one
        ! docker network inspect nosuch
        ! docker network inspect one nosuch -f '{{.Name}}'
      `,
    },
    {
      must: "the predefined networks must not be removed",
      run: `
        ! docker network rm bridge
        ! docker network rm host none
        ! docker network rm nosuch
        docker network rm -f nosuch
      `,
    },
    {
      must: "a network in use must not be removed",
      run: `
        docker network create one
        docker run -d --name box --init --network one alpine:3 sleep 100
        ! docker network rm one
        docker network disconnect one box
        docker network rm one
      `,
    },
    {
      must: "containers must find each other by name and alias on their own network, not on the default one",
      run: `
        docker network create one
        docker run -d --name web --network one --network-alias site nginx:alpine
        eventually docker run --rm --network one alpine:3 wget -qO- http://web
        docker run --rm --network one alpine:3 sh -c 'wget -qO- http://site | grep -c title'
        ! docker run --rm alpine:3 sh -c 'wget -T 2 -qO- http://web 2>&1'
        ! docker run --rm --network one alpine:3 sh -c 'wget -T 2 -qO- http://nosuch 2>&1'
      `,
    },
    {
      must: "connect and disconnect must be seen, and refused when they make no sense",
      run: `
        docker network create one
        docker network create two
        docker run -d --name box --init --network one alpine:3 sleep 100
        docker network connect --alias second two box
        docker inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}' box
        ! docker network connect two box
        docker network disconnect two box
        ! docker network disconnect two box
        docker network disconnect -f two box || true
        ! docker network connect nosuch box
        ! docker network connect one nosuch
        ! docker network disconnect one nosuch
        docker network inspect -f '{{range .Containers}}{{.Name}} {{end}}' one two
      `,
    },
    {
      must: "a network of no kind, or that does not exist, must be refused",
      run: `
        ! docker network create -d nosuch one
        ! docker run --rm --network nosuch alpine:3 true
        docker ps -a -q
        docker run --rm --network none alpine:3 sh -c 'ls /sys/class/net'
        ! docker run --rm --network none -p 80:80 --network-alias x alpine:3 true
      `,
    },
    {
      must: "a container may share another one's network",
      run: `
        docker run -d --name web nginx:alpine
        eventually docker run --rm --network container:web alpine:3 wget -qO- http://127.0.0.1
        docker run --rm --network container:web alpine:3 sh -c 'wget -qO- http://127.0.0.1 | grep -c title'
        ! docker run --rm --network container:web -p 80:80 alpine:3 true
        ! docker run --rm --network container:web --hostname x alpine:3 true
        ! docker run --rm --network container:nosuch alpine:3 true
        docker create --name joined --network container:web alpine:3
        docker inspect -f '{{.HostConfig.NetworkMode}}' joined | cut -c1-10
      `,
    },
    {
      must: "a subnet that is none must be refused",
      run: `
        ! docker network create --subnet 10.300.0.0/16 one
        ! docker network create --subnet nosuch one
        ! docker network create --gateway 10.1.2.3 one
        ! docker network create --subnet 10.1.0.0/24 --gateway 10.2.0.1 one
        ! docker network create --ip-range 10.1.0.0/24 one
      `,
    },
    {
      must: "prune must remove the unused ones only",
      anyOrder: true,
      run: `
        docker network create used
        docker network create idle
        docker network create --label keep=1 labelled
        docker create --name box --network used alpine:3
        docker network prune -f --filter label!=keep
        docker network ls --format '{{.Name}}'
        docker network prune -f
        docker network ls --format '{{.Name}}'
        ! docker network prune -f --filter nosuch=1
      `,
    },
  ],
};
