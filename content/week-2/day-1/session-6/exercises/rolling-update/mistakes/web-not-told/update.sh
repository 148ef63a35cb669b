#!/bin/bash
# 쓰는 법 / usage: bash update.sh TAG
set -euo pipefail
export TAG=$1
old=$(docker compose ps -q api)
count=$(echo "$old" | wc -l)

# 새것을 옛것 옆에 세우고, 건강해질 때까지 기다립니다. / The new ones come up beside the old ones, and get well.
docker compose up -d --no-deps --no-recreate --wait --wait-timeout 180 --scale api=$((count * 2)) api

# web에게 새 주소를 알려 줍니다. / Tell web of their addresses.
sleep 1

# 옛것은 하나씩 물러납니다. / The old ones leave one by one.
for container in $old; do
  docker stop "$container"
  docker rm "$container"
done

# 다음 up이 되돌리지 않게 적어 둡니다. / Write it down, or the next up undoes it.
echo "TAG=$TAG" > .env
