# shellcheck shell=bash
# A control group is how this folder knows which processes are its own: children inherit it, whoever their parent
# becomes, it survives the script that made it, and unlike a process id it is never given to a stranger.

cgroup_mounts() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo /sys/fs/cgroup
    return
  fi
  local controller
  for controller in /sys/fs/cgroup/*/; do
    [[ -e $controller/cgroup.procs ]] && echo "${controller%/}"
  done
  return 0
}

# Version 1 has a tree for each controller; the one that every kernel has decides whose a process is.
cgroup_identity_mount() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo /sys/fs/cgroup
  else
    echo /sys/fs/cgroup/pids
  fi
}

# cgroup_create NAME: in every tree, with the controllers that containers need.
cgroup_create() {
  local name=$1 mount file
  for mount in $(cgroup_mounts); do
    mkdir -p "$mount/$name"
    if [[ -e $mount/cgroup.subtree_control && $mount != */unified ]]; then
      cgroup_delegate "$mount"
      cgroup_delegate "$mount/$name"
    fi
    # A new cpuset of version 1 is empty and accepts no process until it is filled.
    for file in cpuset.cpus cpuset.mems; do
      [[ -e $mount/$name/$file && $mount == */cpuset ]] && cat "$mount/$file" >"$mount/$name/$file"
    done
  done
  mkdir -p "$(cgroup_identity_mount)/$name/system"
}

# One by one: a kernel that lacks one of them refuses all that are asked for together.
cgroup_delegate() {
  local controller
  for controller in cpu cpuset memory pids io; do
    echo "+$controller" 2>/dev/null >"$1/cgroup.subtree_control" || true
  done
}

# cgroup_enter NAME: the calling shell, and all that it starts from now on, belongs to NAME. It goes into a leaf, since
# version 2 allows processes only there.
cgroup_enter() {
  echo "$BASHPID" >"$(cgroup_identity_mount)/$1/system/cgroup.procs"
}

cgroup_processes() {
  local tree
  tree=$(cgroup_identity_mount)/$1
  [[ -d $tree ]] || return 0
  find "$tree" -name cgroup.procs -exec cat {} + 2>/dev/null || true
}

cgroup_is_empty() {
  [[ -z $(cgroup_processes "$1") ]]
}

# cgroup_kill NAME: kills every process of it, and again those that were started meanwhile.
cgroup_kill() {
  local deadline=$((SECONDS + 30)) process
  until cgroup_is_empty "$1"; do
    ((SECONDS < deadline)) || return 1
    for process in $(cgroup_processes "$1"); do
      kill -KILL "$process" 2>/dev/null || true
    done
    sleep 0.1
  done
}

cgroup_remove_tree() {
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
  [[ ! -d $1 ]]
}

cgroup_remove() {
  local mount
  for mount in $(cgroup_mounts); do
    [[ -d $mount/$1 ]] || continue
    wait_until 10 cgroup_remove_tree "$mount/$1" || return 1
  done
}
