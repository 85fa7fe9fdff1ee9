#!/bin/sh
# hash SYNC PROGRAM DIRECTORY FILE...: hashes files where they lie, and writes them to the disk meanwhile.
#
# Arguments: SYNC is "files" where sync takes files, else "all"; PROGRAM is openssl or sha256sum.
# Standard output: dots while it works (see pulse), then "<SHA-256> <number of the file, from 1>" for each file.
# Exit: 0; 9 if something could not be written to the disk, with the reason on standard error; else it can't hash.
sync=$1
program=$2
cd -- "$3" || exit 1
shift 3

# Only what sync says is of interest; a shell may complain of processes that it ended itself.
exec 3>&2 2>/dev/null
if [ "$sync" = files ]; then
  sync . "$@" 2>&3 &
else
  (sync || true) &
fi
syncing=$!

# Each file is read through the shell's own descriptor 5, so that its position is there for all to see.
# shellcheck disable=SC2317,SC2329  # called by pulse
position() {
  sed -n 's/^pos:[^0-9]*//p' /proc/$$/fdinfo/5 || date +%s
}

# A busy host writes for others too, so this tells little, and is believed for ten minutes.
# shellcheck disable=SC2317,SC2329  # called by pulse
written() {
  [ $(($(date +%s) - hashed)) -gt 600 ] || sed -n 's/^nr_written //p' /proc/vmstat || date +%s
}

hash_input() {
  case $program in
    openssl) openssl dgst -sha256 -r ;;
    *) sha256sum ;;
  esac
}

pulse position
number=0
hashes=
for file; do
  number=$((number + 1))
  exec 5<"$file" || exit 1
  hash=$(hash_input <&5) || exit 1
  hashes="$hashes${hash%% *} $number
"
done
# shellcheck disable=SC2154  # set by pulse
kill "$pulse"

hashed=$(date +%s)
pulse written
wait "$syncing" || exit 9
printf %s "$hashes"
