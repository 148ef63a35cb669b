import type { Topic } from "../scenario.ts";

export const volumeTopic: Topic = {
  topic: "docker volume and mounts",
  scenarios: [
    {
      must: "a volume must be made once, listed, shown and removed",
      anyOrder: true,
      run: `
        docker volume create one
        docker volume create one
        docker volume create --label tier=data two
        docker volume ls
        docker volume ls -q --filter label=tier
        docker volume ls -q --filter name=on
        docker volume ls -q --filter dangling=true
        docker volume ls -q --filter driver=local
        docker volume inspect -f '{{.Name}} {{.Driver}} {{.Scope}} {{json .Options}} {{json .Labels}}' one two
        docker volume rm one two
        ! docker volume rm one
        docker volume rm -f one
        ! docker volume ls --filter nosuch=1
      `,
    },
    {
      must: "names and drivers that the engine does not take must be refused",
      run: `
        ! docker volume create 'a b'
        ! docker volume create -- -x
        ! docker volume create a/b
        ! docker volume create x
        ! docker volume create -d nosuch one
        ~ docker volume create --opt nosuch=1 one
        ! docker volume inspect nosuch
      `,
    },
    {
      must: "a volume in use must not be removed, by a stopped container either",
      run: `
        docker create --name box -v data:/data alpine:3
        ! docker volume rm data
        ! docker volume rm -f data
        docker rm box
        docker volume rm data
      `,
    },
    {
      must: "what is written must outlive its container",
      run: `
        docker run --rm -v data:/data alpine:3 sh -c 'echo kept > /data/f'
        docker run --rm -v data:/data:ro alpine:3 cat /data/f
        ! docker run --rm -v data:/data:ro alpine:3 sh -c 'echo x > /data/f'
        docker run --rm --mount type=volume,src=data,dst=/m,readonly alpine:3 cat /m/f
      `,
    },
    {
      must: "a new volume must begin with what the image has there",
      run: `
        docker run --rm -v web:/usr/share/nginx/html nginx:alpine ls /usr/share/nginx/html
        docker run --rm -v web:/w alpine:3 ls /w
        docker run --rm -v bare:/etc/nginx:nocopy alpine:3 ls /etc/nginx
      `,
    },
    {
      must: "anonymous volumes must go with rm -v and --rm, and stay with rm",
      run: `
        docker create --name one -v /data alpine:3
        docker rm one
        docker volume ls -q | wc -l
        docker create --name two -v /data alpine:3
        docker rm -v two
        docker volume ls -q | wc -l
        docker run --rm -v /data alpine:3 true
        docker volume ls -q | wc -l
      `,
    },
    {
      must: "a bind must show the workspace's files, both ways",
      files: { "site/index.html": "안녕\n", "single.txt": "one file\n" },
      run: `
        docker run --rm -v ./site:/site alpine:3 cat /site/index.html
        docker run --rm -v "$PWD/site:/site:ro" alpine:3 cat /site/index.html
        ! docker run --rm -v ./site:/site:ro alpine:3 touch /site/x
        docker run --rm -v ./single.txt:/single.txt alpine:3 cat /single.txt
        docker run --rm -u 1000 -v ./site:/site alpine:3 sh -c 'echo back > /site/back'
        cat site/back
        docker run --rm --mount type=bind,src=./site,dst=/m alpine:3 ls /m
      `,
    },
    {
      must: "inspect must show the mounts that were asked for",
      files: { "site/x": "" },
      run: `
        docker create --name box -v ./site:/site:ro -v data:/data -v /anon --tmpfs /t alpine:3
        docker inspect -f '{{range .HostConfig.Binds}}{{println .}}{{end}}' box | sort
        docker inspect -f '{{range .Mounts}}{{.Type}} {{if eq .Type "bind"}}{{.Source}}{{end}} {{.Destination}} {{.Mode}} {{.RW}} {{println}}{{end}}' box | sort
        docker create --name long --mount type=bind,src=./site,dst=/site,readonly --mount type=volume,src=data,dst=/data alpine:3
        docker inspect -f '{{range .HostConfig.Mounts}}{{.Type}} {{.Source}} {{.Target}} {{.ReadOnly}}{{println}}{{end}}' long
        docker inspect -f '{{range .Mounts}}{{.Type}} {{if eq .Type "bind"}}{{.Source}}{{end}} {{.Destination}} {{.Mode}} {{.RW}} {{.Propagation}} {{println}}{{end}}' long | sort
      `,
    },
    {
      must: "a source that is missing must be made for -v, and be refused for --mount",
      run: `
        docker run --rm -v ./made:/made alpine:3 ls -A /made
        test -d made
        ! docker run --rm --mount type=bind,src=./missing,dst=/m alpine:3 true
        test ! -e missing
      `,
    },
    {
      must: "a file must not be mounted onto a directory, nor a directory onto a file",
      files: { "file.txt": "x", "dir/x": "" },
      run: `
        ! docker run --rm -v ./file.txt:/etc alpine:3 true
        ! docker run --rm -v ./dir:/etc/passwd alpine:3 true
      `,
    },
    {
      must: "mounts that mean nothing must be refused",
      run: `
        ! docker run --rm -v data:relative alpine:3 true
        ! docker run --rm -v data:/ alpine:3 true
        ! docker run --rm -v data:/d:nosuch alpine:3 true
        ! docker run --rm -v data:/a -v other:/a alpine:3 true
        ! docker run --rm --mount type=nosuch,dst=/x alpine:3 true
        ! docker run --rm --mount type=bind,dst=/x alpine:3 true
        ! docker run --rm --mount type=volume,src=data alpine:3 true
        ! docker run --rm --mount type=tmpfs,src=x,dst=/x alpine:3 true
        ! docker run --rm --tmpfs relative alpine:3 true
        ! docker run --rm -v a!b:/x alpine:3 true
      `,
    },
    {
      must: "volumes must be taken over from another container",
      run: `
        docker create --name first -v data:/data -v /anon alpine:3
        docker run --rm --volumes-from first alpine:3 sh -c 'echo shared > /data/f; ls -d /anon'
        docker run --rm --volumes-from first:ro alpine:3 cat /data/f
        ! docker run --rm --volumes-from nosuch alpine:3 true
        ! docker run --rm --volumes-from first:nosuch alpine:3 true
      `,
    },
    {
      must: "prune must remove anonymous volumes, and named ones when all are meant",
      anyOrder: true,
      run: `
        docker volume create named
        docker create --name box -v used:/u -v /anon alpine:3
        docker rm box
        docker create --name user -v used:/u alpine:3
        docker volume prune -f
        docker volume ls -q
        docker volume prune -af
        docker volume ls -q
      `,
    },
  ],
};
