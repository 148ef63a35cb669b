#!/bin/bash
# 비밀번호를 secrets/new_password.txt 의 것으로 바꿉니다. / Changes the password to the one in secrets/new_password.txt.
set -euo pipefail

cp secrets/new_password.txt secrets/db_password.txt
docker compose up -d --force-recreate --no-deps api
