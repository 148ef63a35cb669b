#!/bin/bash
docker compose -f compose.yaml -f compose.test.yaml up -d
docker compose logs tests
