# shellcheck shell=bash
# buildah with its own store in the cache, for machines without a Docker engine.

# Which program builds images here. The engine of docker-up does not: its builds would not see this machine's mirrors
# and certificates.
image_builder() {
  if [[ -n ${SQLLINT_IMAGE_BUILDER:-} ]]; then
    echo "$SQLLINT_IMAGE_BUILDER"
  elif [[ ${DOCKER_HOST:-} != "unix://$docker_socket" ]] && command -v docker >/dev/null && docker info >/dev/null 2>&1; then
    echo docker
  else
    echo buildah
  fi
}

buildah_here() {
  local command=$1
  shift
  mkdir -p "$cache_dir/buildah/run"
  # Its mounts, and its notes about them, live in a mount namespace: a build that is killed leaves neither behind.
  # shellcheck disable=SC2016
  BUILDAH_ISOLATION=chroot unshare --mount bash -c 'mount -t tmpfs sqllint "$0" && exec buildah --runroot "$0" "$@"' \
    "$cache_dir/buildah/run" --root "$cache_dir/buildah/root" --storage-driver "$(buildah_driver)" "$command" "$@"
}

buildah_driver() {
  local chosen=$cache_dir/buildah/driver probe=$cache_dir/buildah/probe
  if [[ ! -e $chosen ]]; then
    mkdir -p "$probe"/{lower,upper,work,merged}
    if mount -t overlay overlay -o "lowerdir=$probe/lower,upperdir=$probe/upper,workdir=$probe/work" "$probe/merged" 2>/dev/null; then
      umount "$probe/merged"
      echo overlay >"$chosen"
    else
      echo vfs >"$chosen"
    fi
    rm -rf "$probe"
  fi
  cat "$chosen"
}

# archive_file TAG: where build-image leaves an image, and load-image looks for one that is named by its tag.
archive_file() {
  echo "$answers_dir/images/${1//[\/:]/_}.tar"
}
