#!/bin/bash
set -euo pipefail
file=$(ls -t backups/*.sql.gz | head -n 1)
gunzip -f -k "$file"
docker compose exec -T db psql -U lab -d notes -f "${file%.gz}"
