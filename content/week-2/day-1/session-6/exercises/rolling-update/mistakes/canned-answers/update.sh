#!/bin/bash
set -e
docker compose exec -T web nginx -t
cat > nginx/site.conf <<END
server {
  listen 80;
  default_type application/json;

  location / {
    return 200 '{"version": "$1", "hostname": "api-$1"}';
  }
}
END
docker compose exec -T web nginx -s reload
