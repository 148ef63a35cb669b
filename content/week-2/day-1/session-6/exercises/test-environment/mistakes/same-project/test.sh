#!/bin/bash
compose="docker compose -f compose.yaml -f compose.test.yaml"
$compose down -v
trap '$compose down -v' EXIT
$compose run --rm tests
