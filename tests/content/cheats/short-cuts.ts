import { type Cheat, file } from "./cheat.ts";

const proxy = `events {}
http {
  server {
    listen 80;
    location / { proxy_connect_timeout 3s; proxy_pass http://api:8000; }
  }
}
`;

/** The example with other services and networks than the solution's. */
const example = (services: string, networks = "networks: { frontend: {}, backend: { internal: true } }") => [
  file("nginx.conf", proxy),
  file("docker-compose.yml", `services:\n${services}\n${networks}\nvolumes: { db_data: {} }\n`),
];

const web = (more = "networks: [frontend]") => `
  web:
    image: nginx:alpine
    ports: ["80:80"]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
    depends_on: [api]
    ${more}`;
const api = (more = "networks: [frontend, backend]") => `
  api:
    image: lab/api
    environment: ["DATABASE_URL=postgresql://user:pass@db:5432/myapp", "DATABASE_WAIT_SECONDS=30"]
    depends_on: { db: { condition: service_healthy } }
    ${more}`;
const db = (more = "networks: [backend]") => `
  db:
    image: postgres:13
    environment: { POSTGRES_DB: myapp, POSTGRES_USER: user, POSTGRES_PASSWORD: pass }
    volumes: ["db_data:/var/lib/postgresql/data"]
    healthcheck: { test: ["CMD-SHELL", "pg_isready -U user"], interval: 1s, retries: 30 }
    ${more}`;

export const shortCuts: Cheat[] = [
  {
    exercise: "repair-the-example",
    trick: "a second service that answers by the first one's name, in place of a replica",
    files: example(
      web() +
        api() +
        api("networks: { frontend: { aliases: [api] }, backend: {} }").replace("\n  api:", "\n  twin:") +
        db(),
    ),
    caughtBy: ["two-replicas", "finds-both", "balance"],
  },
  {
    exercise: "repair-the-example",
    trick: "addresses of api written by hand, so that its name has two",
    files: example(
      web('networks: [frontend]\n    extra_hosts: ["api:10.9.9.1", "api:10.9.9.2"]') + api() + db(),
    ),
    caughtBy: ["two-replicas", "finds-both"],
  },
  {
    exercise: "repair-the-example",
    trick: "a database without an address of its own, in the network namespace of web",
    files: example(
      web("networks: [frontend]").replace("    depends_on: [api]\n", "") +
        api("networks: [frontend]\n    deploy: { replicas: 2 }").replace("@db:", "@web:") +
        db("network_mode: service:web"),
    ),
    caughtBy: ["db-out-of-reach", "db-shut-in"],
  },
  {
    exercise: "repair-the-example",
    trick: "the database's name led astray for web, which is on its network all the same",
    files: example(
      web('networks: [frontend, backend]\n    extra_hosts: ["db:127.0.0.1"]') +
        api("networks: [frontend, backend]\n    deploy: { replicas: 2 }") +
        db(),
    ),
    caughtBy: ["db-out-of-reach"],
  },
  {
    exercise: "repair-the-example",
    trick: "a database on another port while something else is silent on the usual one",
    files: example(
      web("networks: [frontend, backend]") +
        api("networks: [frontend, backend]\n    deploy: { replicas: 2 }").replace(":5432/", ":5433/") +
        db("networks: [backend]\n    command: [postgres, -p, '5433']").replace("-U user", "-U user -p 5433"),
    ),
    caughtBy: ["db-out-of-reach"],
  },
  {
    exercise: "isolate-the-database",
    trick: "a database that has no address of its own, since it lives at that of api",
    files: [
      file(
        "compose.yaml",
        `services:
  web:
    image: nginx:alpine
    ports: ["8080:80"]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
    depends_on: [api]
    networks: [front]
  api:
    image: lab/api
    environment: { DATABASE_URL: "postgresql://lab:secret@127.0.0.1:5432/notes", DATABASE_WAIT_SECONDS: "60" }
    networks: [front]
  db:
    image: postgres:13
    environment: { POSTGRES_USER: lab, POSTGRES_PASSWORD: secret, POSTGRES_DB: notes }
    network_mode: service:api
    healthcheck: { test: ["CMD-SHELL", "pg_isready -U lab -h 127.0.0.1"], interval: 1s, retries: 60 }
  report:
    image: busybox
    command: [sleep, "600"]
    depends_on: { db: { condition: service_healthy } }
    networks: [front]
networks: { front: {} }
`,
      ),
    ],
    caughtBy: ["web-keeps-out", "db-shut-in", "report-shut-in"],
  },
  {
    exercise: "first-stack",
    trick: "no volume, but a dump with yesterday's notes that every start plays in",
    files: [
      file(
        "dump/notes.sql",
        "create table notes (id bigserial primary key, text text not null, written_at timestamptz default now());\ninsert into notes (text) values ('note-0123456789abcdef');\n",
      ),
      file(
        "compose.yaml",
        `services:
  api:
    image: lab/api
    environment: { DATABASE_URL: "postgresql://lab:secret@db:5432/notes", DATABASE_WAIT_SECONDS: "60", SERVICE_NAME: notebook }
    ports: ["8080:8000"]
  db:
    image: postgres:13
    environment: { POSTGRES_USER: lab, POSTGRES_PASSWORD: secret, POSTGRES_DB: notes }
    volumes: ["./dump:/docker-entrypoint-initdb.d:ro"]
`,
      ),
    ],
    caughtBy: ["notes-kept"],
  },
  {
    exercise: "first-stack",
    trick: "another service has published the port and answers for api",
    files: [
      file(
        "compose.yaml",
        `services:
  api:
    image: lab/api
    environment: { DATABASE_URL: "postgresql://lab:secret@db:5432/notes", DATABASE_WAIT_SECONDS: "60" }
  answers:
    image: lab/api
    environment: { DATABASE_URL: "postgresql://lab:secret@db:5432/notes", DATABASE_WAIT_SECONDS: "60", SERVICE_NAME: notebook }
    ports: ["8080:8000"]
  db:
    image: postgres:13
    environment: { POSTGRES_USER: lab, POSTGRES_PASSWORD: secret, POSTGRES_DB: notes }
    volumes: ["data:/var/lib/postgresql/data"]
volumes: { data: {} }
`,
      ),
    ],
    caughtBy: ["answers"],
  },
  {
    exercise: "secrets-as-files",
    trick: "the whole folder of secrets mounted into the web server, under another name",
    files: [
      file(
        "compose.yaml",
        `services:
  web:
    image: nginx:alpine
    ports: ["8080:80"]
    volumes: ["./proxy.conf:/etc/nginx/conf.d/default.conf:ro", "./secrets:/usr/share/nginx/html/files:ro"]
  api:
    image: lab/api
    environment:
      DATABASE_URL: postgresql://lab@db:5432/notes
      DATABASE_PASSWORD_FILE: /run/secrets/db_password
      DATABASE_WAIT_SECONDS: "120"
    secrets: [db_password]
  db:
    image: postgres:13
    environment: { POSTGRES_USER: lab, POSTGRES_PASSWORD_FILE: /run/secrets/db_password, POSTGRES_DB: notes }
    secrets: [db_password]
secrets: { db_password: { file: ./secrets/db_password.txt } }
`,
      ),
    ],
    caughtBy: ["web-has-none"],
  },
  {
    exercise: "restart-policy",
    trick: "the real program, ended and started again every few seconds, so that it always looks healed",
    files: [
      file(
        "compose.yaml",
        `services:
  api:
    image: lab/api
    entrypoint: [sh, -c, "timeout 5 python3 main.py; exit 1"]
    ports: ["8080:8000"]
    restart: always
  migrate:
    image: busybox
    command: [sh, -c, "sleep 1; echo done"]
  importer:
    image: busybox
    command: [sh, -c, "exit 1"]
    restart: on-failure:3
`,
      ),
    ],
    caughtBy: ["steady"],
  },
];
