# shellcheck shell=bash disable=SC2034
# Where things are. Everything below the cache may be deleted at any time; everything below a state folder belongs to
# one cluster (or engine) of one checkout and goes away with it.

cluster_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
checkout_dir=$(cd "$cluster_dir/../.." && pwd -P)
# SQLLINT_CLUSTER_NODES=simulated: another cluster of this checkout, whose nodes and pods KWOK plays.
nodes=${SQLLINT_CLUSTER_NODES:-real}
answers_dir=$checkout_dir/.cluster
[[ $nodes == real ]] || answers_dir=$answers_dir/$nodes
kubeconfig=$answers_dir/kubeconfig

cache_dir=${SQLLINT_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/sqllint}

# Two clusters on one machine must not meet: every name that the kernel shares is made from this one.
checkout_id=$(printf '%s' "$checkout_dir${answers_dir#"$checkout_dir/.cluster"}" | sha256sum | cut -c1-8)

# Not below the checkout: a path of a Unix socket must stay below 108 characters, and containerd needs a file system on
# which overlayfs can write.
state_root=${SQLLINT_STATE_DIR:-/var/tmp}
cluster_name=sqllint-$checkout_id
cluster_state=$state_root/$cluster_name
docker_name=sqllintd-$checkout_id
docker_state=$state_root/$docker_name

containerd_socket=$cluster_state/containerd.sock
docker_socket=$docker_state/docker.sock

# The programs that a sibling script needs, whatever the caller's PATH is.
export PATH=$PATH:/usr/sbin:/sbin
