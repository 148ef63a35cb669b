#!/bin/bash
set -euo pipefail
docker compose exec -T db sh -c 'mkdir -p /backups && pg_dump -U lab --clean --if-exists notes | gzip > /backups/notes.sql.gz'
