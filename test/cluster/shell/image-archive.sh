# shellcheck shell=bash
# The images that are made here, as archives in the cache, made once for each state of what they are made of.

# shellcheck disable=SC2034
image_names=(pause base mysql)

# image_archive NAME: where the archive is, or will be.
image_archive() {
  local key
  key=$(cat "$cluster_dir"/images/{archive,debian} "$cluster_dir/images/$1"/* | sha256sum | cut -c1-12)
  echo "$cache_dir/images/$1-$key.tar"
}

# make_image NAME: makes it unless it is there.
make_image() {
  local name=$1 file lock_descriptor
  file=$(image_archive "$name")
  [[ -e $file ]] && return
  mkdir -p "$cache_dir/images" "$cache_dir/log"
  hold_lock "$cache_dir/images/$name.lock" "build of the $name image"
  if [[ ! -e $file ]]; then
    : >"$cache_dir/log/image-$name.log"
    # In a mount namespace of its own, since debootstrap mounts things and may be killed before it takes them back.
    step "making the $name image" "$cache_dir/log/image-$name.log" unshare --mount "$cluster_dir/images/$name/build" "$file"
  fi
  exec {lock_descriptor}>&-
}
