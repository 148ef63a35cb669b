#!/bin/bash
# 비밀번호를 secrets/new_password.txt 의 것으로 바꿉니다. / Changes the password to the one in secrets/new_password.txt.
set -euo pipefail

new=$(cat secrets/new_password.txt)

# 1. 데이터베이스가 새 비밀번호를 받아들이게 합니다. / The database must take the new one.
docker compose exec -T db psql -U lab -d notes -v ON_ERROR_STOP=1 -v new="$new" <<'SQL'
ALTER USER lab PASSWORD :'new';
SQL

