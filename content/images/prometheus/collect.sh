#!/bin/sh
# Gathers Prometheus as the official image has it: the program, its pages, its default settings, a place for its data.
set -eu
unpacked=$1
target=$2

install -D "$unpacked/usr/bin/prometheus" "$target/bin/prometheus"
install -D -m 644 /dev/stdin "$target/etc/prometheus/prometheus.yml" <<'END'
global:
  scrape_interval: 15s
scrape_configs:
  - job_name: prometheus
    static_configs:
      - targets: ["localhost:9090"]
END
# For everybody, since it runs as nobody: a COPY between stages cannot take ownership along where user ids are remapped.
install -d -m 1777 "$target/prometheus"

# The pages link to libraries of other packages by absolute and relative links: in the image they are plain files.
for directory in javascript fonts-glyphicons fonts nodejs; do
  [ -e "$unpacked/usr/share/$directory" ] && ln -sfn "$unpacked/usr/share/$directory" "/usr/share/$directory"
done
mkdir -p "$target/usr/share/prometheus"
cp -RL "$unpacked/usr/share/prometheus/web" "$target/usr/share/prometheus/web"

# Of the libraries only what the pages name is kept: two of thirty megabytes.
cd "$target/usr/share/prometheus/web"
find static -type f | while read -r file; do
  case $file in
    static/img/* | static/js/* | */fonts/*) ;;
    *) grep -qF "$file" templates/*.html || rm "$file" ;;
  esac
done
