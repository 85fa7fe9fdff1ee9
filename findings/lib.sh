# Sourced by the findings: a temporary directory for all they install and make, etcd servers, and expectations.
# shellcheck shell=bash
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/..
work=$(mktemp -d)
servers=()
# FINDINGS_CACHE keeps what was installed for the next finding.
export ETCD_SNAPSHOT_CACHE=${FINDINGS_CACHE:-$work/installed}
# shellcheck source=../scripts/lib/install.sh
. "$root/scripts/lib/install.sh"

finish() {
  [[ ! -e $work/s3 ]] || "$root/scripts/lib/s3-gateway" down "$work/s3"
  ((${#servers[@]} == 0)) || kill "${servers[@]}" 2>/dev/null || true
  wait
  chmod -R u+w "$work" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# expect WHAT EXPECTED ACTUAL: shows it, and ends the finding where it changed.
expect() {
  echo "$1: $3"
  [[ $3 == "$2" ]] || { echo "changed: expected $2" >&2; exit 1; }
}

# start_etcd BIN DATA [OPTION...]: serves DATA on a free port until the finding ends; sets endpoint.
start_etcd() {
  local bin=$1 data=$2 port peer
  shift 2
  read -r port peer < <(python3 -c 'import socket
free = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(server.getsockname()[1] for server in free))')
  endpoint=http://127.0.0.1:$port
  env -u ETCD_SNAPSHOT_CACHE "$bin/etcd" --name=default --data-dir="$data" --listen-client-urls="$endpoint" --advertise-client-urls="$endpoint" \
    --listen-peer-urls="http://127.0.0.1:$peer" --initial-advertise-peer-urls="http://127.0.0.1:$peer" \
    --initial-cluster="default=http://127.0.0.1:$peer" --log-level=error "$@" >"$data.log" 2>&1 &
  servers+=($!)
  until "$bin/etcdctl" --endpoints="$endpoint" get ready >/dev/null 2>&1; do
    kill -0 "${servers[-1]}" 2>/dev/null || { cat "$data.log" >&2; exit 1; }
    sleep 0.2
  done
}

# start_ceph: serves S3 by Ceph's gateway until the finding ends.
start_ceph() { "$root/scripts/lib/s3-gateway" up "$work/s3"; }

# s3 METHOD PATH [OPTION...]: a signed request by curl to that gateway; prints the status, leaves the headers in answer.
s3() {
  curl -sS -o /dev/null -D "$work/answer" -w '%{http_code}' --aws-sigv4 aws:amz:default:s3 \
    -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
    --user "$(sed -n 's/^ACCESS_KEY=//p' "$work/s3/env"):$(sed -n 's/^SECRET_KEY=//p' "$work/s3/env")" \
    -X "$1" "$(sed -n 's/^ENDPOINT=//p' "$work/s3/env")/$2" "${@:3}"
}

# field NAME: of the JSON object on standard input.
field() { python3 -c 'import json, sys; d = json.load(sys.stdin); d = d[0] if isinstance(d, list) else d
for name in sys.argv[1].split("."): d = d[name]
print(d)' "$1"; }
