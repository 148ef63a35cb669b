import type { Topic } from "../scenario.ts";

export const composeVolumesTopic: Topic = {
  topic: "docker compose mounts, networks and configuration",
  scenarios: [
    {
      must: "binds must show the workspace, be made when missing, and be refused when told not to",
      files: {
        "compose.yaml": `services:
  short: {image: alpine:3, command: cat /s/f, volumes: ["./site:/s:ro"]}
  made: {image: alpine:3, command: ls -A /m, volumes: ["./made:/m"]}
  strict:
    image: alpine:3
    command: "true"
    profiles: [strict]
    volumes: [{type: bind, source: ./missing, target: /m, bind: {create_host_path: false}}]
`,
        "site/f": "seen\n",
      },
      anyOrder: true,
      run: `
        docker compose up
        test -d made
        ! docker compose up strict
        docker inspect -f '{{json .HostConfig.Binds}} {{range .Mounts}}{{.Type}} {{.Source}} {{.Destination}} {{.RW}}{{end}}' work-short-1
      `,
    },
    {
      must: "configs and secrets must be there as files",
      files: {
        "compose.yaml": `services:
  web:
    image: alpine:3
    command: sh -c 'cat /conf /run/secrets/key /etc/inline'
    configs: [{source: conf, target: /conf}, {source: inline, target: /etc/inline}]
    secrets: [key]
configs:
  conf: {file: ./conf.txt}
  inline: {content: "inline text\\n"}
secrets:
  key: {file: ./key.txt}
`,
        "conf.txt": "configured\n",
        "key.txt": "secret\n",
      },
      run: `
        docker compose run --rm -T web
      `,
      ignore: /Network/,
    },
    {
      must: "networks must separate services, and aliases be known on their own",
      files: {
        "compose.yaml": `services:
  front: {image: alpine:3, init: true, command: sleep 1000, networks: [one]}
  middle: {image: alpine:3, init: true, command: sleep 1000, networks: {one: {aliases: [hub]}, two: {}}}
  back: {image: alpine:3, init: true, command: sleep 1000, networks: [two]}
networks: {one: {}, two: {internal: true}}
`,
      },
      run: `
        docker compose up -d
        docker compose exec -T front ping -c 1 -W 2 -q middle > /dev/null && echo reached
        docker compose exec -T front ping -c 1 -W 2 -q hub > /dev/null && echo reached
        ! docker compose exec -T front ping -c 1 -W 2 -q back > /dev/null
        docker compose exec -T back ping -c 1 -W 2 -q middle > /dev/null && echo reached
        docker network inspect -f '{{.Name}} {{.Internal}} {{index .Labels "com.docker.compose.network"}}' work_one work_two
      `,
    },
    {
      must: "what a service asks for must be what inspect shows",
      files: {
        "compose.yaml": `services:
  web:
    image: alpine:3
    init: true
    command: sleep 1000
    hostname: pluto
    user: "1000"
    working_dir: /tmp
    read_only: true
    tmpfs: [/run]
    restart: unless-stopped
    stop_signal: SIGINT
    stop_grace_period: 3s
    cap_drop: [ALL]
    labels: {tier: front}
    extra_hosts: ["db:10.9.8.7"]
    mem_limit: 64m
    cpus: 0.5
    logging: {driver: json-file, options: {max-size: 1m, max-file: "2"}}
`,
      },
      run: `
        docker compose up -d
        docker inspect -f '{{.Config.Hostname}} {{.Config.User}} {{.Config.WorkingDir}} {{.HostConfig.ReadonlyRootfs}} {{json .HostConfig.Tmpfs}} {{.HostConfig.RestartPolicy.Name}} {{.Config.StopSignal}} {{.Config.StopTimeout}}' work-web-1
        docker inspect -f '{{json .HostConfig.CapDrop}} {{json .HostConfig.ExtraHosts}} {{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.Init}} {{json .HostConfig.LogConfig}}' work-web-1
        docker inspect -f '{{range $k, $v := .Config.Labels}}{{$k}}={{$v}}{{println}}{{end}}' work-web-1 | grep -v 'config-hash\\|image=sha\\|composelab'
      `,
    },
    {
      must: "a service may use the network and volumes of another one",
      files: {
        "compose.yaml": `services:
  web: {image: nginx:alpine, volumes: ["data:/data"]}
  side: {image: alpine:3, init: true, command: sleep 1000, network_mode: "service:web", volumes_from: [web]}
volumes: {data: {}}
`,
      },
      run: `
        docker compose up -d
        eventually docker compose exec -T side wget -qO- http://127.0.0.1
        docker compose exec -T side sh -c 'touch /data/x && echo shared'
        docker compose exec -T web ls /data
      `,
    },
    {
      must: "watch must copy a change into the container",
      files: {
        "compose.yaml": `services:
  web:
    build: .
    init: true
    develop: {watch: [{action: sync, path: ./site, target: /site}]}
`,
        Dockerfile: "FROM alpine:3\nCOPY site /site\nCMD sleep 1000\n",
        "site/f": "before\n",
      },
      run: `
        docker compose up -d --quiet-build > /dev/null 2>&1
        (timeout -s INT 20 docker compose watch --no-up > seen 2>&1 &) ; eventually "echo after > site/f; docker compose exec -T web grep after /site/f"
        docker compose exec -T web cat /site/f
      `,
    },
  ],
};
