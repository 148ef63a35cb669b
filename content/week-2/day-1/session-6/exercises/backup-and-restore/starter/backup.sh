#!/bin/bash
# 밤마다 실행됩니다. / Runs every night.
mkdir -p backups
docker compose exec -T db pg_dump -U lab notes | gzip > backups/notes.sql.gz
