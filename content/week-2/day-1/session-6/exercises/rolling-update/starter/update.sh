#!/bin/bash
# 쓰는 법 / usage: bash update.sh TAG
TAG=$1 docker compose up -d api
