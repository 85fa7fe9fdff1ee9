# Sourced by standin-host: quick certificates (EC keys), dated back by STANDIN_CA_AGE.
# shellcheck shell=bash disable=SC2154  # dir is standin-host's

# new_ca NAME [FROM UNTIL]: DIR/ca/NAME.crt and .key; dates as openssl writes them, YYYYMMDDHHMMSSZ.
new_ca() {
  _sign "$dir/ca/$1" "/CN=$1" "basicConstraints=critical,CA:true" "${2:-}" "${3:-}" \
    -selfsign -keyfile "$dir/ca/$1.key"
}

# issue CA FILE CN: FILE.crt and FILE.key for all three members, good for servers and clients.
issue() {
  mkdir -p "$(dirname "$2")"
  _sign "$2" "/O=system:stand-in/CN=$3" \
    "subjectAltName=DNS:localhost,DNS:$3,IP:127.0.0.1,IP:127.0.0.2,IP:127.0.0.3
extendedKeyUsage=serverAuth,clientAuth" '' '' -cert "$dir/ca/$1.crt" -keyfile "$dir/ca/$1.key"
}

_sign() {
  local file=$1 subject=$2 extensions=$3 from=${4:-$(_age_ago)} until=$5
  shift 5
  _ca_config
  {
    openssl req -new -batch -subj "$subject" -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
      -keyout "$file.key" -out "$dir/ca/request" &&
      openssl ca -batch -notext -config "$dir/ca/config" -startdate "$from" ${until:+-enddate "$until"} \
        -extfile <(echo "$extensions") "$@" -in "$dir/ca/request" -out "$file.crt"
  } 2>"$dir/ca/log" || { cat "$dir/ca/log" >&2; return 1; }
  chmod 0600 "$file.key"
}

_age_ago() { date -u -d "${STANDIN_CA_AGE:-30 days} ago" +%Y%m%d%H%M%SZ; }

_ca_config() {
  : >"$dir/ca/index"
  cat >"$dir/ca/config" <<END
[ca]
default_ca = standin
[standin]
database = $dir/ca/index
new_certs_dir = $dir/ca
default_md = sha256
rand_serial = yes
default_days = 3650
policy = any
[any]
organizationName = optional
commonName = supplied
END
}
