#!/bin/sh
# list DIRECTORY: lists a location, the directories in it, and the manifests in these, in one answer.
#
# Standard output: as gzip has it where there is one: a line "<mode, hexadecimal> <size> <modified> ./<name>[/<name>]" for
# each entry; a line "odd" for each name that has several lines; a line "end <status of find>"; and the manifests that
# can be read and are no larger than 1 MiB, in tar archives one after another.
# Standard error: a line with the name of each entry that could not be read to its end.
# Exit: 0, or DIRECTORY can't be entered.
cd -- "$1" || exit 1
newline='
'

entries() {
  find . -mindepth 1 -maxdepth 2 \( -path "*$newline*" -exec echo odd \; \) -o -exec stat -c '%f %s %Y %n' {} +
  echo "end $?"
}

manifests() {
  find . -mindepth 2 -maxdepth 2 -name manifest.json -type f -size -2049 -exec tar -cf - {} + 2>/dev/null
}

packed() {
  if command -v gzip >/dev/null 2>&1; then
    gzip -1
  else
    cat
  fi
}

{
  entries
  manifests
} | packed
