#!/bin/bash
set -e

waiting=$(curl -fsS http://localhost:8080/jobs | jq -e .done)

if [ "$waiting" -ge 30 ]; then
  workers=5
elif [ "$waiting" -ge 10 ]; then
  workers=3
else
  workers=1
fi

echo "$waiting waiting: $workers workers"
docker compose up -d --no-recreate --scale "worker=$workers"
