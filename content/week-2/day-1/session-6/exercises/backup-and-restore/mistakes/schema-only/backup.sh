#!/bin/bash
# 밤마다 실행됩니다. 실패하면 0이 아닌 코드로 끝나고, 반쪽 파일을 남기지 않습니다.
# Runs every night. When it fails it says so by its exit code, and leaves no half a file behind.
set -euo pipefail

mkdir -p backups
file=backups/notes-$(date +%Y%m%d-%H%M%S).sql.gz
unfinished=$(mktemp)
trap 'rm -f "$unfinished"' EXIT

docker compose exec -T db pg_dump -U lab --schema-only --clean --if-exists notes | gzip > "$unfinished"
mv "$unfinished" "$file"
