# shellcheck shell=bash
# How each program of the node is started. They may start in any order: whoever needs another one tries again.
# From the caller: here, state, and the settings of cluster.env.

pki=$state/pki
# shellcheck source=/dev/null
source "$here/flags/$NODES.sh"
export PATH=${CONTAINERD_BIN:+$CONTAINERD_BIN:}$PATH

run_etcd() {
  # The cluster is thrown away after a crash, so nothing has to be on the disk in time.
  "$KUBERNETES_BIN/etcd" --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 "${etcd_flags[@]}"
}

run_apiserver() {
  # All addresses are those of this network namespace: its loopback, and the pair that leads to this machine.
  "$KUBERNETES_BIN/kube-apiserver" --bind-address 0.0.0.0 --secure-port 6443 --advertise-address "$NODE_ADDRESS" \
    --etcd-servers http://127.0.0.1:2379 --service-cluster-ip-range "$SERVICE_NETWORK" \
    --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" \
    --client-ca-file "$pki/ca.crt" --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file "$pki/service-accounts.pub" \
    --service-account-signing-key-file "$pki/service-accounts.key" \
    --requestheader-client-ca-file "$pki/ca.crt" --requestheader-allowed-names front-proxy-client \
    --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group \
    --requestheader-extra-headers-prefix X-Remote-Extra- \
    --kubelet-client-certificate "$pki/apiserver-kubelet.crt" --kubelet-client-key "$pki/apiserver-kubelet.key" \
    --kubelet-preferred-address-types InternalIP --allow-privileged=true "${apiserver_flags[@]}"
}

run_controller_manager() {
  "$KUBERNETES_BIN/kube-controller-manager" --kubeconfig "$pki/controller-manager.kubeconfig" \
    --authentication-kubeconfig "$pki/controller-manager.kubeconfig" \
    --authorization-kubeconfig "$pki/controller-manager.kubeconfig" \
    --service-account-private-key-file "$pki/service-accounts.key" --root-ca-file "$pki/ca.crt" \
    --cluster-signing-cert-file "$pki/ca.crt" --cluster-signing-key-file "$pki/ca.key" \
    --use-service-account-credentials --leader-elect=false --bind-address 127.0.0.1 "${controller_manager_flags[@]}"
}

run_scheduler() {
  "$KUBERNETES_BIN/kube-scheduler" --kubeconfig "$pki/scheduler.kubeconfig" \
    --authentication-kubeconfig "$pki/scheduler.kubeconfig" --authorization-kubeconfig "$pki/scheduler.kubeconfig" \
    --leader-elect=false --bind-address 127.0.0.1 "${scheduler_flags[@]}"
}

run_containerd() {
  "$CONTAINERD_BIN/containerd" --config "$state/containerd.toml"
}

run_kubelet() {
  until [[ -S $state/containerd.sock ]]; do sleep 0.1; done
  "$KUBERNETES_BIN/kubelet" --config "$state/kubelet.yaml" --kubeconfig "$pki/kubelet.kubeconfig" \
    --root-dir "$state/kubelet" --cert-dir "$state/kubelet/pki" --hostname-override "$NODE_NAME" \
    --node-ip "$NODE_ADDRESS"
}

run_proxy() {
  "$KUBERNETES_BIN/kube-proxy" --config "$state/proxy.yaml"
}

run_dns() {
  "$COREDNS_BIN/coredns" -conf "$state/Corefile"
}

# KWOK ends when the API server does not answer yet, and is started again.
run_kwok() {
  "$KWOK_BIN/kwok" --kubeconfig "$pki/kwok.kubeconfig" --config "$state/kwok.yaml" --manage-all-nodes \
    --node-lease-duration-seconds 40
}
