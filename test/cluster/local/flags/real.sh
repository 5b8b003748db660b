# shellcheck shell=bash disable=SC2034
# A whole node.
programs=(etcd apiserver controller_manager scheduler containerd kubelet proxy dns)
etcd_flags=()
apiserver_flags=()
controller_manager_flags=()
scheduler_flags=()
