# Sourced by standin-host, sshd-mirror and s3-gateway: loopback ports, and processes that end with all they started.
# shellcheck shell=bash

die() {
  echo "error: $*" >&2
  exit 1
}

is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the range that the kernel hands out to outgoing connections.
free_port() {
  local port
  while port=$((20000 + SRANDOM % 12000)); is_listening "$port"; do :; done
  echo "$port"
}

# wait_for PID LOG COMMAND...: until COMMAND succeeds; fails at once when PID ends, else after 30 seconds.
wait_for() {
  local pid=$1 log=$2 deadline=$((SECONDS + 30))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! kill -0 "$pid" 2>/dev/null || ((SECONDS > deadline)); then
      tail -n 5 "$log" >&2
      return 1
    fi
    sleep 0.05
  done
}

# stop_with_children PID: children first stopped from forking, then all killed, then waited for.
stop_with_children() {
  local pid=$1 child
  kill -STOP "$pid" 2>/dev/null || return 0
  # shellcheck disable=SC2013  # process numbers are words
  for child in $(cat "/proc/$pid/task"/*/children 2>/dev/null); do stop_with_children "$child"; done
  kill -KILL "$pid" 2>/dev/null || true
  wait_gone "$pid"
}

# A killed process whose parent never reaps it stays as a zombie: gone enough.
wait_gone() {
  local i
  for ((i = 0; i < 100; i++)); do
    [[ $(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) == [!Z] ]] || return 0
    sleep 0.05
  done
  echo "error: process $1 does not end" >&2
  return 1
}
