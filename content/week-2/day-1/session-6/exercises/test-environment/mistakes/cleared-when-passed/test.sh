#!/bin/bash
set -e
compose="docker compose -p test -f compose.yaml -f compose.test.yaml"
$compose run --rm tests
$compose down -v
