#!/bin/sh
# lock MODE DIRECTORY SECONDS FILE NOTE: locks a directory.
#
# Arguments: MODE is "hold", or "look" to give the lock back at once and to be in nobody's way. It is held until
# standard input ends or is silent for SECONDS: the other side may be dead. As long as it is held, FILE holds NOTE, for
# people, where there is room for it.
# Standard output: "locked", "held" (by another run; the next line, if any, is its note) or "none" (there are no locks
# here).
mode=$1
directory=$2
seconds=$3
file=$4
note=$5

answer() {
  echo "$1"
  exit 0
}

held() {
  echo held
  [ ! -f "$file" ] || [ -L "$file" ] || head -c 256 "$file" 2>/dev/null
  exit 0
}

{ command -v flock && command -v timeout; } >/dev/null 2>&1 || answer none
(: <"$directory") 2>/dev/null || answer none
exec 9<"$directory"
share=
[ "$mode" = hold ] || share=-s

# Not every flock takes -E; one that does not refuses a lock that another holds with 1, and without a word.
# shellcheck disable=SC2086  # nothing, or one word
complaint=$(flock -n -E 75 $share 9 2>&1 9<&9)
locked=$?
case $locked-$complaint in
  1-*-E* | 1-*option* | 1-*sage:*)
    # shellcheck disable=SC2086
    complaint=$(flock -n $share 9 2>&1 9<&9)
    locked=$?
    [ "$locked-$complaint" != 1- ] || locked=75
    ;;
esac
case $locked in
  0) ;;
  75) held ;;
  *) answer none ;;
esac
[ "$mode" = hold ] || answer locked

# A lock that does not keep out even a second try from here is none.
! flock -n -s "$directory" true 2>/dev/null || answer none

# Never through a link, which may lead anywhere: what lies there goes first, and nothing that comes meanwhile is written to.
umask 077
rm -f "$file" 2>/dev/null
(set -C && printf '%s\n' "$note" >"$file") 2>/dev/null
echo locked
while [ -n "$(timeout "$seconds" head -c 1 9<&-)" ]; do :; done
rm -f "$file" 2>/dev/null
