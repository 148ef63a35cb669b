#!/bin/bash
test_compose() {
  docker compose -p test -f compose.yaml -f compose.test.yaml "$@"
}

# 통과하든 실패하든 치웁니다. 종료 코드는 그대로 남습니다. / Cleared away however it ends; the exit code stays.
trap 'test_compose down' EXIT

test_compose run --rm tests
