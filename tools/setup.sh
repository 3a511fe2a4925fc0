# shellcheck shell=bash
#
# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What tools/quickstart and tools/check share: it installs missing Debian
# packages, makes the Python environment and builds. To be sourced.
#
# Everything goes into build/ of the checkout. Outside it only Debian packages
# are touched, and only missing ones.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
venv=$build/venv
logs=$build/logs
llvm=/usr/lib/llvm-22
requirements=(numpy ml_dtypes safetensors pytest rich matplotlib)

mkdir -p "$logs"
cd "$root"
export CCACHE_DIR=${CCACHE_DIR:-$build/ccache}
# Without these two, compiling in another folder never hits the cache.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
# An environment that the caller activated must not reach into ours.
unset PYTHONHOME PYTHONPATH

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

works() { "$@" >/dev/null 2>&1; }

# ------------------------------------------------------------------ progress

child=
interrupt() {
  [ -z "$child" ] || kill -TERM -- "-$child" 2>/dev/null || true
  printf '\ninterrupted\n' >&2
  exit 130
}
trap interrupt INT TERM

# run <log name> <title> <command...>: runs it with its output in
# build/logs/<log name>.log, tells the elapsed time while it lasts, and shows
# the end of the log when it fails. Returns the status of the command.
run() {
  local log=$logs/$1.log title=$2 start=$SECONDS status=0 tick=0 last
  shift 2
  # A process group of its own, so that an interrupt reaches all of it.
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  child=$!
  set +m
  while works kill -0 "$child"; do
    sleep 0.2
    tick=$((tick + 1))
    if [ -t 1 ]; then
      [ $((tick % 5)) = 0 ] || continue
      last=$(tail -c 200 "$log" | tr '\r' '\n' | tail -n 1 | cut -c 1-50)
      printf '\r\033[K...   %s (%d s) %s' "$title" $((SECONDS - start)) "$last"
    elif [ "$tick" = 10 ] || [ $((tick % 100)) = 0 ]; then
      last=$(grep -aoE '^\[[0-9]+/[0-9]+\]' "$log" | tail -n 1 || true)
      printf '...   %s (%d s) %s\n' "$title" $((SECONDS - start)) "$last"
    fi
  done
  wait "$child" || status=$?
  child=
  [ ! -t 1 ] || printf '\r\033[K'
  if [ "$status" = 0 ]; then
    printf 'ok    %s (%d s)\n' "$title" $((SECONDS - start))
  else
    printf 'FAIL  %s (%d s); the end of %s:\n' "$title" \
      $((SECONDS - start)) "${log#"$root"/}"
    tail -n 40 "$log" | sed 's/^/      /'
  fi
  return "$status"
}

# ------------------------------------------------------------------ packages

# The Python that everything is built for: the first on PATH, or PYTHON.
python=
find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 /usr/bin/python3}; do
    if works "$candidate" -c \
      'import sys; sys.exit(not (3, 10) <= sys.version_info < (4, 0))'; then
      # A shim picks its Python by the folder it runs in; take the real one.
      python=$("$candidate" -c 'import sys; print(sys.executable)')
      return
    fi
  done
  [ -z "${PYTHON:-}" ] ||
    die "PYTHON=$PYTHON is no Python of at least 3.10; unset it or point it" \
        "at one"
}

# missing_packages [cross] [clang]: prints the names of missing Debian packages.
# With cross, those that run code of other architectures; with clang, clang-22.
missing_packages() {
  works cmake --version || echo cmake
  works ninja --version || echo ninja-build
  works g++ --version || echo g++
  works ccache --version || echo ccache
  { [ -e $llvm/lib/cmake/llvm/LLVMConfig.cmake ] && [ -x $llvm/bin/FileCheck ]; } ||
    echo llvm-22-dev
  [ -e $llvm/lib/cmake/mlir/MLIRConfig.cmake ] || echo libmlir-22-dev
  works $llvm/bin/mlir-tblgen --version || echo mlir-22-tools
  if [ -z "$python" ]; then
    echo python3 python3-venv
  elif ! works "$python" -c 'import ensurepip, venv'; then
    [ "$python" = /usr/bin/python3 ] ||
      die "$python has no modules venv and ensurepip; use another Python" \
          "(PYTHON=/usr/bin/python3 tools/...)"
    echo python3-venv
  fi
  local wish
  for wish in "$@"; do
    case $wish in
      clang)
        works $llvm/bin/clang++ --version || echo clang-22
        # libFuzzer and the sanitizers.
        works ls $llvm/lib/clang/22/lib/linux/libclang_rt.fuzzer-"$(uname -m)".a ||
          echo libclang-rt-22-dev
        ;;
      gdb) works gdb --version || echo gdb ;;
      pkg-config) works pkg-config --version || echo pkg-config ;;
      cross)
        works qemu-aarch64 --version || echo qemu-user
        works aarch64-linux-gnu-gcc --version || echo gcc-aarch64-linux-gnu
        [ -e /usr/aarch64-linux-gnu/lib/libc.a ] || echo libc6-dev-arm64-cross
        works riscv64-linux-gnu-gcc --version || echo gcc-riscv64-linux-gnu
        [ -e /usr/riscv64-linux-gnu/lib/libc.a ] || echo libc6-dev-riscv64-cross
        ;;
    esac
  done
}

# LLVM 22 is in Debian's security archive. Where the lists of the system's own
# sources, which must be up to date, do not know it, apt gets a copy of those
# sources with that archive added, under build/. It is added only then: apt
# refuses an archive that is named twice and signed by different keys.
apt_options=()
add_security_archive() {
  if [[ $(apt-cache policy llvm-22-dev) == *'Candidate: '[0-9]* ]]; then
    return 1
  fi
  local apt=$build/apt
  mkdir -p "$apt/sources.list.d" "$apt/lists/partial"
  cp /etc/apt/sources.list.d/* "$apt/sources.list.d/" 2>/dev/null || true
  echo "deb http://deb.debian.org/debian-security bookworm-security main" \
    >"$apt/sources.list.d/lookupffn.list"
  apt_options=(-o "Dir::Etc::SourceParts=$apt/sources.list.d"
               -o "Dir::State::Lists=$apt/lists")
}

# update_packages [command...]: which runs apt-get as root.
update_packages() {
  run apt-update "apt-get update" "$@" \
    apt-get "${apt_options[@]}" update || exit 1
}

# install_packages [clang] [gdb] [pkg-config] [cross]
install_packages() {
  local -a packages=() as_root=()
  find_python
  read -r -a packages <<<"$(missing_packages "$@" | tr '\n' ' ')"
  [ ${#packages[@]} -gt 0 ] || return 0
  works apt-get --version ||
    die "missing: ${packages[*]}; there is no apt-get here, install them"
  if [ "$(id -u)" != 0 ]; then
    works sudo --version || die "missing packages: ${packages[*]};" \
      "install them as root, then run this again"
    echo "missing packages: ${packages[*]}; sudo is used to install them"
    sudo -v
    as_root=(sudo)
  else
    echo "missing packages: ${packages[*]}; they are installed as root"
  fi
  update_packages "${as_root[@]}"
  if add_security_archive; then
    update_packages "${as_root[@]}"
  fi
  run apt-install "apt-get install" "${as_root[@]}" \
    env DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" \
    install -y --no-install-recommends "${packages[@]}" || exit 1
  find_python
  [ -n "$python" ] || die "found no Python of at least 3.10; set PYTHON to one"
}

# ------------------------------------------------------------- Python, build

make_venv() {
  "$python" -m venv --clear "$1" &&
    "$1/bin/python" -m pip install --progress-bar off "${@:2}"
}

# set_up_python [argument...]: of pip, for packages on top of the required ones.
set_up_python() {
  local stamp found
  stamp="$python $("$python" --version) ${requirements[*]} $*"
  found=$(cat "$venv/stamp" 2>/dev/null || true)
  # A plain set-up is content with an environment that has more than it needs.
  if [ "$found" != "$stamp" ] && [[ -n "$*" || "$found" != "$stamp"* ]]; then
    run venv "Python environment: ${requirements[*]} $*" \
      make_venv "$venv" "${requirements[@]}" "$@" || exit 1
    echo "$stamp" >"$venv/stamp"
  fi
  # The package as it is in the checkout; it finds the library that was built.
  echo "$root/python" >"$("$venv/bin/python" -c \
    'import sysconfig; print(sysconfig.get_path("purelib"))')/lookupffn.pth"
}

job_count() {
  local cores memory
  cores=$(nproc)
  # A file that includes much of MLIR takes about 1 GiB to compile.
  memory=$(awk '/MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

# configure_and_build <folder> <ninja target> [CMake argument...]
configure_and_build() {
  local folder=$1 target=$2
  shift 2
  cmake -G Ninja -S "$root" -B "$folder" -DCMAKE_BUILD_TYPE=Release \
    -DPython3_EXECUTABLE="$venv/bin/python" "$@" &&
    ninja -C "$folder" -j "$(job_count)" "$target"
}

# set_up [argument...]: everything up to a built project.
set_up() {
  set_up_python "$@"
  run build "build in build/" configure_and_build "$build" all
}

