#!/bin/bash
set -e

last=$(cat .workers 2>/dev/null || echo -1)
workers=$((last + 2))
echo "$workers" > .workers
docker compose up -d --no-recreate --scale "worker=$((workers > 5 ? 5 : workers))"
