#!/bin/bash
set -euo pipefail
new=$(cat secrets/new_password.txt)
docker compose exec -T db psql -U lab -d notes -v ON_ERROR_STOP=1 -v new="$new" <<'SQL'
ALTER USER lab PASSWORD :'new';
SQL
cp secrets/new_password.txt secrets/db_password.txt
echo "DB_PASSWORD=$new" > .env
docker compose up -d --no-deps api
