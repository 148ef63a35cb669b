#!/bin/bash
# 쓰는 법 / usage: bash deploy.sh blue|green
set -euo pipefail
color=$1

# 먼저 세우고, 준비될 때까지 기다립니다. / First it has to stand, and to be ready.

# 지금 건강한지 문을 열기 전에 직접 물어봅니다. / Ask it oneself, just before the door is turned.

# 문을 돌립니다. 다시 읽기만 하므로 끊기는 요청이 없습니다. / Turn the door; nginx only reads again, nobody is cut off.
sed -i "s#http://[a-z]*:8000#http://$color:8000#" nginx/live.conf
docker compose exec -T web nginx -t
docker compose exec -T web nginx -s reload
