#!/bin/bash
# 비밀번호를 secrets/new_password.txt 의 것으로 바꿉니다. / Changes the password to the one in secrets/new_password.txt.
set -euo pipefail

new=$(cat secrets/new_password.txt)

# 1. 데이터베이스가 새 비밀번호를 받아들이게 합니다. / The database must take the new one.
docker compose exec -T db psql -U postgres -d notes -v ON_ERROR_STOP=1 -v new="$new" <<'SQL'
ALTER USER lab PASSWORD :'new';
SQL

# 2. 시크릿 파일을 바꿉니다. / The file of the secret.
cp secrets/new_password.txt secrets/db_password.txt

# 3. 파일은 시작할 때 읽으므로 api 를 새로 만듭니다. / The API reads the file when it starts.
docker compose up -d --force-recreate --no-deps api
