# Sourced by the other scripts: gets the Debian packages and the etcd 3.5 binaries that they need.
# shellcheck shell=bash
set -euo pipefail

# need_packages PKG...: installs those that are missing.
need_packages() {
  local package missing=()
  for package; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    echo "error: missing packages, install them with: sudo apt-get install -y ${missing[*]}" >&2
    return 1
  fi
  apt-get -qq update >&2 &&
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

# need_jar: builds the program unless it is as new as its sources.
need_jar() {
  local jar=app/target/etcd-snapshot.jar
  [[ ! -f $jar || -n $(find app/src app/pom.xml pom.xml chart/values.schema.json -newer "$jar" -print -quit) ]] || return 0
  echo "building" >&2
  mvn -B -ntp -q package -DskipTests >&2
}

# What the tests run beside the program.
need_test_packages() {
  need_packages maven openjdk-17-jdk-headless etcd-server etcd-client openssh-server openssl rsync \
    shellcheck e2fsprogs xfsprogs bindfs prometheus prometheus-node-exporter util-linux iproute2 time sudo systemd \
    systemd-container ignition podman buildah runc zstd || return 1
  command -v kubectl >/dev/null || need_packages kubernetes-client || return 1 # Kubernetes' own package has it too
  need_etcd35 >/dev/null && need_ceph >/dev/null && need_s3proxy >/dev/null
}

# need_etcd35: prints the directory that holds Debian trixie's etcd, etcdctl and etcdutl, fetched once.
need_etcd35() {
  _need_once etcd-3.5 bin _fetch_etcd35 || return 1
  echo "$(_cache)/etcd-3.5/bin"
}

_fetch_etcd35() {
  _unpack_trixie "$1/unpacked" download etcd-server etcd-client &&
    "$1/unpacked/usr/bin/etcd" --version >/dev/null &&
    "$1/unpacked/usr/bin/etcdutl" version >/dev/null &&
    mv "$1/unpacked/usr/bin" "$1/bin"
}

# need_ceph: prints the root that Debian trixie's Ceph is unpacked below, with all libraries it needs, fetched once.
need_ceph() {
  _need_once ceph-18 lib _fetch_ceph || return 1
  echo "$(_cache)/ceph-18"
}

_fetch_ceph() {
  local program
  _unpack_trixie "$1/unpacked" closure ceph-mon ceph-osd radosgw ceph-common && mkdir "$1/bin" || return 1
  for program in ceph-mon ceph-osd radosgw radosgw-admin monmaptool osdmaptool; do
    mv "$1/unpacked/usr/bin/$program" "$1/bin/" || return 1
  done
  rm -rf "$1"/unpacked/usr/lib/python* && mv "$1/unpacked/usr/lib" "$1/lib"
}

# need_s3proxy: prints the path of s3proxy with all it needs, one jar from Maven Central, fetched once.
need_s3proxy() {
  _need_once s3proxy-4.1.0 s3proxy-4.1.0-jar-with-dependencies.jar _fetch_s3proxy || return 1
  echo "$(_cache)/s3proxy-4.1.0/s3proxy-4.1.0-jar-with-dependencies.jar"
}

_fetch_s3proxy() {
  mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=org.gaul:s3proxy:4.1.0:jar:jar-with-dependencies -DoutputDirectory="$1" -Dmdep.useBaseVersion=true
}

_cache() { echo "${ETCD_SNAPSHOT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/etcd-snapshot}"; }

# _need_once NAME LAST FETCH: has FETCH fill a scratch directory and moves what it left there to NAME in the cache, LAST
# as the last one.
_need_once() {
  local home scratch
  home="$(_cache)/$1"
  [[ ! -e $home/$2 ]] || return 0
  mkdir -p "$home" || return 1
  (
    flock 9 || exit 1
    [[ ! -e $home/$2 ]] || exit 0
    scratch=$(mktemp -d "$home/fetch.XXXXXX") || exit 1
    trap 'rm -rf "$scratch"' EXIT
    "$3" "$scratch" || { echo "error: cannot fetch $1" >&2; exit 1; }
    rm -rf "$scratch/unpacked" && mv "$scratch"/* "$home/"
  ) 9>"$home/lock" >&2
}

# _unpack_trixie DIR download|closure PACKAGE...: unpacks packages of Debian trixie, alone or with all that they need.
# The machine's own suites stay as they are: apt works in a scratch directory with its own source list.
_unpack_trixie() {
  local scratch=$1.apt unpacked=$1 how=$2 source apt package
  shift 2
  source=$(_debian_source) || return 1
  mkdir -p "$unpacked" "$scratch"/{state/lists/partial,cache/archives/partial} || return 1
  echo "deb $source trixie main" >"$scratch/sources.list"
  : >"$scratch/status"
  apt=(apt-get -qq -o "Dir::State=$scratch/state" -o "Dir::Cache=$scratch/cache" -o APT::Sandbox::User=root
    -o "Dir::Etc::SourceList=$scratch/sources.list" -o Dir::Etc::SourceParts=/dev/null)
  "${apt[@]}" update || return 1
  if [[ $how == closure ]]; then
    "${apt[@]}" -o "Dir::State::status=$scratch/status" install --no-install-recommends --download-only -y "$@" || return 1
  else
    (cd "$scratch/cache/archives" && "${apt[@]}" download "$@") || return 1
  fi
  for package in "$scratch"/cache/archives/*.deb; do dpkg -x "$package" "$unpacked" || return 1; done
  rm -rf "$scratch"
}

# The configured Debian mirror as a one-line source: "[signed-by=KEYRING] URI".
_debian_source() {
  local file=/etc/apt/sources.list.d/debian.sources uri='' keyring=''
  if [[ -f $file ]]; then
    uri=$(sed -n 's/^URIs: *//p' "$file" | grep -v security | head -n 1)
    keyring=$(sed -n 's/^Signed-By: *//p' "$file" | head -n 1)
  elif [[ -f /etc/apt/sources.list ]]; then
    uri=$(sed -nE 's/^deb +(\[[^]]*\] +)?([^ ]+).*/\2/p' /etc/apt/sources.list | grep -v security | head -n 1)
    keyring=$(sed -nE 's/^deb +\[.*signed-by=([^] ]+).*/\1/p' /etc/apt/sources.list | head -n 1)
  fi
  [[ -n $uri ]] || { echo "error: no Debian mirror configured below /etc/apt" >&2; return 1; }
  echo "${keyring:+[signed-by=$keyring] }${uri%% *}"
}
