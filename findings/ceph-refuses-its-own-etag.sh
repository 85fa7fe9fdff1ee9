#!/usr/bin/env bash
# The ETag that a server gave, sent back in If-Match with its quotes, is expected to match, as HTTP (RFC 9110) has it. On
# Ceph's gateway it does for GET and does not for PUT: 412, though nobody changed the object. The same without quotes, which
# HTTP does not know, is accepted. Reading takes the quotes off (ceph, src/rgw/driver/rados/rgw_rados.cc,
# RGWRados::Object::Read::prepare), writing compares them (RGWRados::Object::prepare_atomic_modification).
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
start_ceph
sed -n 's/.*\(ceph version [0-9.]*\).*/\1/p' "$work/s3/client.rgw.log" | sed -n 1p

s3 PUT bucket >/dev/null
s3 PUT bucket/object -d content >/dev/null
s3 GET bucket/object >/dev/null
etag=$(tr -d '\r' <"$work/answer" | sed -n 's/^[Ee][Tt]ag: //p')
expect "ETag that GET gives" '"9a0364b9e99bb480dd25e1f0284c8555"' "$etag"
expect "GET with it in If-Match" 200 "$(s3 GET bucket/object -H "If-Match: $etag")"
expect "PUT with it in If-Match" 412 "$(s3 PUT bucket/object -d content -H "If-Match: $etag")"
expect "PUT with it in If-Match, without quotes" 200 "$(s3 PUT bucket/object -d content -H "If-Match: ${etag//\"/}")"
