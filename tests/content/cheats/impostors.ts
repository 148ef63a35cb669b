import { type Cheat, file } from "./cheat.ts";

/** An API that keeps in its memory what it is told, and says that it is well. */
const parrot = `
import json, os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
notes = []
class Parrot(BaseHTTPRequestHandler):
    def say(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        self.say({"notes": notes, "status": "ok", "hostname": os.uname().nodename, "service": "notebook"})
    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        notes.append(json.loads(self.rfile.read(length)))
        self.say(notes[-1])
    def log_message(self, *_):
        pass
ThreadingHTTPServer(("", 8000), Parrot).serve_forever()
`;

const realDatabase = `
  db:
    image: postgres:13
    environment: { POSTGRES_USER: lab, POSTGRES_PASSWORD: secret, POSTGRES_DB: notes }
    volumes: ["db_data:/var/lib/postgresql/data"]
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U lab -d notes"]
      interval: 1s
      retries: 30
volumes:
  db_data:
`;

export const impostors: Cheat[] = [
  {
    exercise: "healthy-before-start",
    trick: "an API built on the lab's image that repeats the nonce and stores nothing",
    files: [
      file(
        "api/Dockerfile",
        'FROM lab/api\nCOPY parrot.py /parrot.py\nENTRYPOINT []\nCMD ["python3", "/parrot.py"]\n',
      ),
      file("api/parrot.py", parrot),
      file(
        "compose.yaml",
        `services:
  api:
    build: ./api
    restart: always
    ports: ["8080:8000"]
    depends_on:
      db: { condition: service_healthy }
${realDatabase}`,
      ),
    ],
    caughtBy: ["stores"],
  },
  {
    exercise: "healthy-before-start",
    trick: "other images under the names of the lab's",
    files: [
      file("fake/Dockerfile", 'FROM busybox\nCMD ["sleep", "600"]\n'),
      file(
        "compose.yaml",
        `services:
  api:
    build: ./fake
    image: lab/api
    ports: ["8080:8000"]
    depends_on:
      db: { condition: service_healthy }
  db:
    build: ./fake
    image: postgres:13
    healthcheck: { test: "true", interval: 1s }
`,
      ),
    ],
    caughtBy: ["comes-up"],
  },
  {
    exercise: "healthy-before-start",
    trick: "Compose's own labels on another container",
    files: [
      file(
        "compose.yaml",
        `services:
  api:
    image: busybox
    command: [sleep, "600"]
    depends_on:
      db: { condition: service_healthy }
  impostor:
    image: lab/api
    environment:
      DATABASE_URL: postgresql://lab:secret@db:5432/notes
    restart: always
    ports: ["8080:8000"]
    labels:
      com.docker.compose.service: api
      com.docker.compose.oneoff: "False"
      com.docker.compose.container-number: "1"
    depends_on:
      db: { condition: service_healthy }
${realDatabase}`,
      ),
    ],
    caughtBy: ["the-api", "answers"],
  },
  {
    exercise: "healthy-before-start",
    trick: "a stranger hidden from the count as a one-off container",
    files: [
      file(
        "compose.yaml",
        `services:
  api:
    image: lab/api
    environment: { DATABASE_URL: "postgresql://lab:secret@db:5432/notes", DATABASE_RECONNECT: "no" }
    restart: unless-stopped
    ports: ["8080:8000"]
    labels: { com.docker.compose.oneoff: "True" }
    depends_on: [db]
${realDatabase}`,
      ),
    ],
    caughtBy: ["waits-for-healthy"],
  },
];
