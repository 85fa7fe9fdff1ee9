#!/bin/sh
# pulse COMMAND...: shows that work goes on; put in front of the scripts that take long.
#
# Prints a line with a dot every two seconds, in the background, if what COMMAND prints has changed since. Work that is
# stuck is silent, so that whoever waits can tell it from slow work. Sets $pulse to its process; it ends with this shell,
# and its last sleep, which outlives it, holds none of the descriptors that keep a connection's channel open.
pulse=
pulse() {
  (
    last=
    while sleep 2 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
      now=$("$@" 2>/dev/null)
      [ "$now" = "$last" ] || echo .
      last=$now
    done
  ) </dev/null 2>/dev/null 3>&- &
  pulse=$!
}
trap '[ -z "$pulse" ] || kill "$pulse" 2>/dev/null' 0
