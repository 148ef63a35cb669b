#!/bin/bash
set -euo pipefail
mkdir -p page
cp backups/notes.json page/notes
cat > page.yaml <<'EOF'
services:
  api:
    entrypoint: ["python3", "-m", "http.server", "8000", "-d", "/page"]
    volumes: ["./page:/page:ro"]
EOF
docker compose -f compose.yaml -f page.yaml up -d --no-deps api
