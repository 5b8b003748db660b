# shellcheck shell=bash
# Programs that come as source, from the Go module proxy, compiled once for each state of their source.

go_modules_dir=$cluster_dir/go

# compiled_dir MODULE: where the programs of a module are, or will be. The name holds a hash of all that they are made
# of, so that a change of a version makes a new folder and an old checkout keeps its own.
compiled_dir() {
  local module=$1 key
  key=$({ go version && cat "$go_modules_dir/$module"/*; } | sha256sum | cut -c1-12)
  echo "$cache_dir/bin/$module-$key"
}

# compile MODULE: makes that folder unless it is there. One build at a time; the rename at the end makes a build that
# was killed invisible, and one that was raced harmless.
compile() {
  local module=$1 target building lock_descriptor
  require_go
  target=$(compiled_dir "$module")
  [[ -d $target ]] && return
  mkdir -p "$cache_dir/bin" "$cache_dir/log"
  hold_lock "$cache_dir/bin/$module.lock" "build of $module"
  if [[ ! -d $target ]]; then
    # Of builds that were killed: nobody else builds while this one holds the lock.
    rm -rf "$cache_dir/bin/.$module".*
    building=$(mktemp -d "$cache_dir/bin/.$module.XXXXXX")
    : >"$cache_dir/log/$module.log"
    step "compiling $module $(compile_hint "$module")" "$cache_dir/log/$module.log" build_module "$module" "$building"
    chmod 755 "$building"
    mv -T "$building" "$target"
  fi
  exec {lock_descriptor}>&-
}

build_module() {
  cd "$go_modules_dir/$1" || return
  # Debugging data and paths would only make the programs larger and different on every machine. -v prints a line for
  # each package, which is what the progress counts.
  CGO_ENABLED=0 GOFLAGS='-mod=readonly -trimpath -buildvcs=false -v' nice -n 10 bash ./build "$2"
}

compile_hint() {
  case $1 in
    kubernetes) echo "(about 6 minutes on 2 cores, once)" ;;
    *) echo "(about 2 minutes on 2 cores, once)" ;;
  esac
}

require_go() {
  command -v go >/dev/null || fail "Go is missing, and the local Kubernetes is compiled with it: install Go 1.26 or newer, or name a cluster of yours in SQLLINT_KUBECONFIG"
  local version
  version=$(go env GOVERSION)
  [[ $(printf '%s\n' go1.26 "$version" | sort -V | head -n 1) == go1.26 ]] || fail "Go is $version, and the local Kubernetes needs 1.26 or newer: install it, or name a cluster of yours in SQLLINT_KUBECONFIG"
}
