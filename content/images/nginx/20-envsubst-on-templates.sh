#!/bin/sh
# Like the official image: /etc/nginx/templates/NAME.template becomes /etc/nginx/conf.d/NAME, with the
# variables of the environment filled in. Other $names, such as nginx's own, stay as they are.
set -e

templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}

[ -d "$templates" ] || exit 0
if [ ! -w "$output" ]; then
  echo "$0: $templates exists, but $output is not writable" >&2
  exit 0
fi

defined=$(env | cut -d= -f1 | grep -E "^[A-Za-z_][A-Za-z0-9_]*$" | grep -E "${NGINX_ENVSUBST_FILTER:-.}" | sed 's/.*/${&}/' | tr '\n' ' ')
find "$templates" -follow -type f -name "*$suffix" | while read -r template; do
  relative=${template#"$templates"/}
  target=$output/${relative%"$suffix"}
  mkdir -p "$(dirname "$target")"
  echo "$0: Running envsubst on $template to $target"
  envsubst "$defined" < "$template" > "$target"
done
