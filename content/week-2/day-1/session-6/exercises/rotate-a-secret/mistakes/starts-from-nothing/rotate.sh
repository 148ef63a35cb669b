#!/bin/bash
set -euo pipefail
docker compose down -v
cp secrets/new_password.txt secrets/db_password.txt
docker compose up -d
