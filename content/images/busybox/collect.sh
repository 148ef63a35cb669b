#!/bin/sh
# Gathers a root file system of little more than BusyBox: the program, one link for each of its tools, and the C library
# with what it reads to look names up. (A static BusyBox crashes when it resolves names without that.)
set -eu
target=$1

for directory in bin sbin usr/bin usr/sbin etc home root var/www; do mkdir -p "$target/$directory"; done
install -d -m 1777 "$target/tmp" "$target/var/tmp"
cp /usr/bin/busybox "$target/bin/busybox"
for tool in $(/usr/bin/busybox --list); do
  [ "$tool" = busybox ] || ln -s busybox "$target/bin/$tool"
done

# Debian's BusyBox knows no `nc -z`, and its ping needs a capability that lab containers do not have.
cp --remove-destination -L /bin/nc.openbsd "$target/bin/nc"
cp --remove-destination -L /bin/ping "$target/bin/ping"

for program in busybox nc ping; do
  ldd "$target/bin/$program" | grep -o '/[^ )]*' | while read -r library; do
    mkdir -p "$target$(dirname "$library")"
    cp -L "$library" "$target$library"
  done
done

cat > "$target/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
END
cat > "$target/etc/group" <<'END'
root:x:0:
daemon:x:1:
www-data:x:33:
nogroup:x:65534:
END
cp /etc/protocols /etc/services "$target/etc/"
echo 'hosts: files dns' > "$target/etc/nsswitch.conf"
