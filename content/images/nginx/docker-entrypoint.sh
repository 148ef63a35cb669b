#!/bin/sh
# Like the official image: before nginx starts, run what lies in /docker-entrypoint.d.
set -e

if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  for file in $(find /docker-entrypoint.d/ -follow -type f | sort -V); do
    case $file in
      *.envsh) if [ -x "$file" ]; then . "$file"; fi ;;
      *.sh)
        if [ -x "$file" ]; then
          [ -n "$NGINX_ENTRYPOINT_QUIET_LOGS" ] || echo "$0: Launching $file"
          "$file"
        else
          echo "$0: Ignoring $file, not executable" >&2
        fi
        ;;
      *) echo "$0: Ignoring $file" >&2 ;;
    esac
  done
fi

exec "$@"
