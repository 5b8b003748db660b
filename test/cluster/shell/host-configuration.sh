# shellcheck shell=bash
# How this machine reaches its package registries, for the RUN steps of a build: mirrors and certificates are mounted
# while it runs and are no part of the image.

# host_configuration_mounts FOLDER: prints -v options, one word a line; generated files go into FOLDER.
host_configuration_mounts() {
  local folder=$1
  mount_if_there /etc/ssl/certs /etc/ssl/certs
  mount_if_there /usr/share/ca-certificates /usr/share/ca-certificates
  mount_if_there /usr/local/share/ca-certificates /usr/local/share/ca-certificates
  pip_mounts "$folder"
  npm_mounts "$folder"
  apt_mounts "$folder"
}

mount_if_there() {
  [[ ! -e $1 ]] || printf '%s\n' -v "$1:$2:ro"
}

# pip's settings come from three files and from the environment; pip itself knows the sum.
pip_mounts() {
  local folder=$1 links
  python3 -m pip config list 2>/dev/null |
    sed -nE "s/^(:env:|global|install)\.([^=]+)='(.*)'$/\2 = \3/p" | grep -v '^config-file ' |
    awk -F ' = ' 'BEGIN {print "[global]"} !seen[$1]++' >"$folder/pip.conf"
  printf '%s\n' -v "$folder/pip.conf:/etc/pip.conf:ro"
  links=$(sed -nE 's/^find-links = (\/.*)$/\1/p' "$folder/pip.conf")
  [[ $links != /* ]] || mount_if_there "$links" "$links"
}

npm_mounts() {
  local folder=$1 registry cafile
  registry=$(npm config get registry 2>/dev/null || true)
  cafile=$(npm config get cafile 2>/dev/null || true)
  # npm looks for the machine's settings beside its node, which may be the one in .tools.
  [[ -r $cafile ]] || cafile=${NODE_EXTRA_CA_CERTS:-}
  # A token is in the person's own file, under the registry's name, and npm does not tell it.
  grep -sE '_auth|^//' "$HOME/.npmrc" >"$folder/npmrc" || true
  [[ $registry != http* ]] || echo "registry=$registry" >>"$folder/npmrc"
  [[ ! -r $cafile ]] || echo "cafile=$cafile" >>"$folder/npmrc"
  [[ ! -s $folder/npmrc ]] || printf '%s\n' -v "$folder/npmrc:/root/.npmrc:ro"
}

apt_mounts() {
  local folder=$1
  apt-config dump 2>/dev/null | grep -E '^Acquire::https?::Proxy' >"$folder/apt.conf" || return 0
  printf '%s\n' -v "$folder/apt.conf:/etc/apt/apt.conf.d/99-host-proxy:ro"
}
