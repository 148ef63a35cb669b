#!/bin/bash
# 쓰는 법 / usage: bash deploy.sh blue|green
sed -i 's/blue/green/' nginx/live.conf
docker compose restart web
