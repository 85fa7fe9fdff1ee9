#!/usr/bin/env bash
# `If-None-Match: *` on a PUT is expected to let one writer win, in any bucket: locks and "create only" are built on it.
# Ceph's gateway keeps to it until the bucket keeps versions; then each such PUT is answered with 200 and replaces the
# object. It compares the condition with the new version that is about to be written, which never exists yet (ceph,
# src/rgw/driver/rados/rgw_rados.cc, RGWRados::Object::prepare_atomic_modification). Versions are what object locks need.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
start_ceph
sed -n 's/.*\(ceph version [0-9.]*\).*/\1/p' "$work/s3/client.rgw.log" | sed -n 1p
create_only() { s3 PUT "$1/lock" -d "$2" -H 'If-None-Match: *'; }
versions='<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'

for bucket in plain versioned; do s3 PUT "$bucket" >/dev/null; done
expect "versions are kept from now on in one of two buckets" 200 "$(s3 PUT 'versioned?versioning=' -d "$versions")"
expect "plain bucket, first PUT" 200 "$(create_only plain first)"
expect "plain bucket, second PUT" 412 "$(create_only plain second)"
expect "bucket with versions, first PUT" 200 "$(create_only versioned first)"
expect "bucket with versions, second PUT" 200 "$(create_only versioned second)"
