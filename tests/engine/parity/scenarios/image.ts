import type { Topic } from "../scenario.ts";

export const imageTopic: Topic = {
  topic: "docker image",
  scenarios: [
    {
      must: "the list must show images by repository, tag and filter",
      run: `
        docker images alpine:3 --format '{{.Repository}} {{.Tag}} {{.ID}} {{.Size}}'
        docker images nginx:alpine
        docker images -q alpine:3
        docker images --no-trunc -q alpine:3
        docker images nosuch
        docker images --filter reference='redis:7-al*' --format '{{.Repository}}:{{.Tag}}'
        docker images --filter dangling=true -q
        docker images --digests alpine:3 --format '{{.Digest}}'
        ! docker images --filter nosuch=1
        ! docker images --filter dangling=maybe
      `,
    },
    {
      must: "inspect and history must show the image's own configuration",
      run: `
        docker image inspect -f '{{.Id}} {{.Architecture}} {{.Os}} {{json .Config.Cmd}} {{json .Config.Entrypoint}} {{json .Config.ExposedPorts}} {{.Config.StopSignal}}' nginx:alpine
        docker image inspect -f '{{.Size}} {{len .RootFS.Layers}}' alpine:3
        docker history --no-trunc --format '{{.Size}} {{.CreatedBy}}' alpine:3
        ! docker image inspect nosuch
        ! docker history nosuch
        docker inspect --type image -f '{{.Os}}' alpine:3
      `,
    },
    {
      must: "a tag must name the same image and go without it",
      run: `
        docker tag alpine:3 mine:1
        docker tag mine:1 me/mine
        docker images --format '{{.Repository}}:{{.Tag}}' mine
        docker images --format '{{.Repository}}:{{.Tag}}' me/mine
        docker run --rm mine:1 echo runs
        docker rmi mine:1
        docker rmi me/mine
        ! docker rmi mine:1
        docker run --rm alpine:3 echo still
      `,
    },
    {
      must: "references that are none must be refused in tag and rmi",
      run: `
        ! docker tag alpine:3 Mine
        ! docker tag alpine:3 'mine:a b'
        ! docker tag nosuch mine
        ! docker tag alpine:3 mine@sha256:0000000000000000000000000000000000000000000000000000000000000000
        ! docker rmi nosuch
        ! docker rmi nosuch:1 other
        docker rmi -f nosuch
        ! docker rmi A
        ! docker image inspect Alpine
      `,
    },
    {
      must: "a tag in use must go when the image has another one",
      run: `
        docker tag alpine:3 mine
        docker create --name box mine
        docker rmi mine
        docker ps -a --format '{{.Names}}'
      `,
    },
    {
      must: "an image of one's own in use must be kept, also by force when it runs",
      files: { Dockerfile: 'FROM alpine:3\nRUN echo x > /x\nCMD ["sleep", "100"]\n' },
      run: `
        docker build -q -t own .
        docker run -d --init --name box own
        ! docker rmi own
        ! docker rmi -f $(docker images -q own)
        docker rm -f box
        docker rmi own
        ! docker image inspect own
      `,
    },
    {
      must: "an image that is there must not be looked for, and one that is not must be missed",
      run: `
        docker create --name one --pull missing alpine:3
        ! docker run --rm --pull never nosuch:latest true
        docker create --name two alpine
        docker inspect -f '{{.Config.Image}}' one two
      `,
    },
    {
      must: "prune must remove dangling images, and all unused ones of one's own when asked",
      files: { Dockerfile: "FROM alpine:3\nARG V\nRUN echo $V > /v\n" },
      // The bare engine has the catalogue's images beside one's own, and removes them with --all.
      run: `
        docker build -q -t own --build-arg V=1 .
        docker build -q -t own --build-arg V=2 .
        docker images -q --filter dangling=true | wc -l
        docker image prune -f | grep -c 'deleted: sha256'
        docker images -q --filter dangling=true | wc -l
        docker images own --format '{{.Tag}}'
        ! docker image prune -f --filter nosuch=1
      `,
    },
  ],
};
