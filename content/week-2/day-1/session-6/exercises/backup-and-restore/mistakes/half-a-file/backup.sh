#!/bin/bash
set -euo pipefail
mkdir -p backups
docker compose exec -T db pg_dump -U lab --clean --if-exists notes | gzip > backups/notes-$(date +%Y%m%d-%H%M%S).sql.gz
