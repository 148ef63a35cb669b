#!/bin/bash
docker compose -p test -f compose.yaml -f compose.test.yaml run --rm tests
