#!/bin/bash
set -e

docker compose up -d --no-recreate --scale worker=5
