import type { Topic } from "../scenario.ts";

export const portTopic: Topic = {
  topic: "published ports",
  scenarios: [
    {
      must: "a published port must answer, be listed and go with its container",
      run: `
        docker run -d --name web -p 8080:80 nginx:alpine
        eventually curl -fsS localhost:8080
        curl -sS localhost:8080 | grep -c '<title>'
        docker port web
        docker port web 80
        docker port web 80/tcp
        ! docker port web 81
        ! docker port web 80/udp
        docker rm -f web
        eventually ! curl -sS localhost:8080
      `,
    },
    {
      must: "a port in use must be refused at the start, and leave the container as created",
      run: `
        docker run -d --name first -p 8080:80 nginx:alpine
        ! docker run -d --name second -p 8080:80 nginx:alpine
        docker ps -a --format '{{.Names}} {{.Status}}' --filter name=second
        ! docker start second
        docker create --name third -p 8080:80 nginx:alpine
        docker rm -f first
        docker start third
        docker ps --format '{{.Names}} {{.Ports}}'
      `,
      // The sentence names the endpoint's id, which the normaliser replaces.
    },
    {
      must: "a free port must be chosen when none is given",
      run: `
        docker run -d --name web -p 80 -P nginx:alpine
        docker port web
        docker run -d --name all -P nginx:alpine
        docker port all 80
      `,
    },
    {
      must: "ranges must be spread, and lengths must fit",
      run: `
        docker create --name web -p 7000-7002:80-82 nginx:alpine
        docker inspect -f '{{json .HostConfig.PortBindings}}' web
        ! docker create -p 7000-7002:80-81 nginx:alpine
        ! docker create -p 70000:80 nginx:alpine
        ! docker create -p 80:99999 nginx:alpine
        ! docker create -p x:80 nginx:alpine
        ! docker create -p 80:80/nosuch nginx:alpine
        ! docker create -p 999.0.0.1:80:80 nginx:alpine
      `,
    },
    {
      must: "an address of the host must be respected",
      run: `
        docker run -d --name web -p 127.0.0.1:8080:80 nginx:alpine
        docker port web
        eventually curl -fsS 127.0.0.1:8080
        ~ docker run --rm -p 192.0.2.1:80:80 alpine:3 true
      `,
    },
    {
      must: "one port of the host must serve both protocols",
      run: `
        docker run -d --name web -p 5353:80/tcp -p 5353:80/udp nginx:alpine
        docker port web | sort
        docker ps --format '{{.Ports}}'
      `,
    },
  ],
};
