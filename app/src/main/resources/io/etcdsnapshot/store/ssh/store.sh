#!/bin/sh
# store HOW SYNC FILE [SIZE BLOCK]: stores standard input in a file.
#
# Arguments: HOW is one of
#   create   the input is the file
#   append   the input is Zstandard frames that are decompressed and appended
#   overlay  the input is Zstandard frames of the whole file with zeros where the file there shall stay as it is; blocks
#            of zeros of BLOCK bytes are passed over, and the file ends up with SIZE bytes
# SYNC is "files" where sync takes files: then what arrives is written to the disk while the rest is on its way, and not
# all of it at the end. Who hears of a failed write is the only one who does, so it ends the whole.
# Standard output: nothing.
# Exit: 0 if all is stored, else the reason is on standard error.
how=$1
sync=$2
file=$3
umask 077
: >>"$file" || exit 1

syncing=
if [ "$sync" = files ]; then
  exec 3>&2
  (
    while sleep 0.5 3>&- && kill -0 $$; do
      sync -d "$file" 3>&- || {
        echo "it can't be written to the disk" >&3
        kill $$
      }
    done
  ) </dev/null >/dev/null 2>&1 &
  syncing=$!
  exec 3>&-
fi

# Where zstd hands each piece to another thread, many small frames take it three times as long.
overlay() {
  # shellcheck disable=SC3040  # only where there is such an option
  (set -o pipefail) 2>/dev/null && set -o pipefail
  threads=
  zstd -q --no-asyncio -c </dev/null >/dev/null 2>&1 && threads=--no-asyncio
  # shellcheck disable=SC2086  # nothing, or one word
  zstd -dcq $threads | dd of="$file" ibs=128k obs="$2" conv=sparse,notrunc status=none && truncate -c -s "$1" -- "$file"
}

case $how in
  create) cat >"$file" ;;
  append) zstd -dcq >>"$file" ;;
  overlay) overlay "$4" "$5" ;;
  *) exit 2 ;;
esac
stored=$?
[ -z "$syncing" ] || kill "$syncing" 2>/dev/null
exit "$stored"
