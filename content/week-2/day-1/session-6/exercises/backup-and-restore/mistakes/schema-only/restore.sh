#!/bin/bash
# 가장 새로운 백업을 되살립니다. / Restores the newest backup.
set -euo pipefail

file=$(ls -t backups/*.sql.gz | head -n 1)
gunzip -c "$file" | docker compose exec -T db psql -U lab -d notes --quiet -v ON_ERROR_STOP=1
