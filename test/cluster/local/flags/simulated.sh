# shellcheck shell=bash disable=SC2034
# A control plane for thousands of jobs, and KWOK in place of nodes.
programs=(etcd apiserver controller_manager scheduler kwok)
# A job leaves about 90 kB of revisions, which are removed every five minutes: the 2 GB that etcd holds by default would be
# enough for 20,000 of them in that time, with nothing else in it.
etcd_flags=(--quota-backend-bytes $((8 * 1024 ** 3)))
apiserver_flags=(--audit-policy-file "$here/simulated/audit.yaml" --audit-log-path "$state/log/audit.log" --audit-log-maxsize 0)
# They would ask the API 20 and 50 times a second at most, and a job needs about a dozen requests of them.
controller_manager_flags=(--kube-api-qps 2000 --kube-api-burst 4000 --concurrent-job-syncs 50 --concurrent-gc-syncs 50)
scheduler_flags=(--kube-api-qps 2000 --kube-api-burst 4000)
# One machine carries everything: memory, of which there is enough, for CPU time, of which a quarter went into collecting garbage.
export GOGC=300
