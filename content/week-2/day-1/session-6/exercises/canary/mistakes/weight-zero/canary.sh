#!/bin/bash
# 쓰는 법 / usage: bash canary.sh PERCENT
set -euo pipefail
percent=$1

# nginx는 weight=0을 모릅니다. 보내지 않을 곳은 down입니다. / There is no weight=0; who gets nothing is down.
share() { echo "weight=$1"; }

cat > nginx/upstream.conf <<END
upstream api {
  server stable:8000 $(share $((100 - percent)));
  server canary:8000 $(share "$percent");
}
END
docker compose exec -T web nginx -t
docker compose exec -T web nginx -s reload
