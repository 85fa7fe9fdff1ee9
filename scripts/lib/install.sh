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
    systemd-container ignition podman buildah runc zstd fish zsh tcsh ksh busybox || return 1
  command -v kubectl >/dev/null || need_packages kubernetes-client || return 1 # Kubernetes' own package has it too
  need_etcd35 >/dev/null
}

# need_etcd35: prints the directory that holds Debian trixie's etcd, etcdctl and etcdutl, fetched once.
need_etcd35() {
  local home="${ETCD_SNAPSHOT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/etcd-snapshot}/etcd-3.5"
  if [[ ! -d $home/bin ]]; then
    mkdir -p "$home" || return 1
    (
      flock 9 || exit 1
      [[ -d $home/bin ]] || _fetch_etcd35 "$home"
    ) 9>"$home/lock" >&2 || return 1
  fi
  echo "$home/bin"
}

# The machine's own suites stay as they are: apt works in a scratch directory with its own source list.
_fetch_etcd35() {
  local home=$1 scratch source apt package
  source=$(_debian_source) || return 1
  scratch=$(mktemp -d "$home/fetch.XXXXXX") || return 1
  mkdir -p "$scratch"/{state/lists/partial,cache/archives/partial,unpacked}
  echo "deb $source trixie main" >"$scratch/sources.list"
  apt=(apt-get -qq -o "Dir::State=$scratch/state" -o "Dir::Cache=$scratch/cache" -o APT::Sandbox::User=root
    -o "Dir::Etc::SourceList=$scratch/sources.list" -o Dir::Etc::SourceParts=/dev/null)
  if "${apt[@]}" update &&
    (cd "$scratch" && "${apt[@]}" download etcd-server etcd-client) &&
    for package in "$scratch"/*.deb; do dpkg -x "$package" "$scratch/unpacked" || break; done &&
    "$scratch/unpacked/usr/bin/etcd" --version >/dev/null &&
    "$scratch/unpacked/usr/bin/etcdutl" version >/dev/null; then
    mv "$scratch/unpacked/usr/bin" "$home/bin"
  fi
  rm -rf "$scratch"
  [[ -d $home/bin ]] || { echo "error: cannot get etcd 3.5 from Debian trixie" >&2; return 1; }
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
