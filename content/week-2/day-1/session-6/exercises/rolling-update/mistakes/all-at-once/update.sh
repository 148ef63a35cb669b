#!/bin/bash
set -e
TAG=$1 docker compose up -d --wait api
docker compose exec -T web nginx -s reload
echo "TAG=$1" > .env
