#!/bin/bash
set -e

waiting=$(curl -fsS --retry 20 --retry-delay 1 --retry-all-errors http://localhost:8080/jobs | jq -e .waiting)

if [ "$waiting" -ge 30 ]; then
  workers=5
elif [ "$waiting" -ge 10 ]; then
  workers=3
else
  workers=1
fi

echo "$waiting waiting: $workers workers"
docker compose up -d --force-recreate --renew-anon-volumes --scale "worker=$workers"
