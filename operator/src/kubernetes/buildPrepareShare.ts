import type { V1Container } from '@kubernetes/client-node';
import { containerSecurity } from './podSecurity.ts';

const script = `umask 002
cd /root-of-share
for folder in submissions archives results; do
  mkdir -p "$FOLDER/$folder" || exit 1
done
if ! { touch "$FOLDER/results/.writable" && rm -f "$FOLDER/results/.writable"; }; then
  echo "uid 10001 cannot write to $FOLDER/results on the share: chown it to 10001:10001"
  exit 1
fi`;

/**
 * An init container that makes the folders of a namespace whose volume nobody else of the installation mounts. A subPath
 * that is missing the kubelet would make as root, where a runner without root's rights (and with the restricted Pod
 * Security none may have them) cannot write; subPathExpr does the same. It alone sees the root of the volume, and runs
 * nothing but these lines.
 */
export function buildPrepareShare(image: string, imagePullPolicy: string, folder: string): V1Container {
  return {
    name: 'prepare-share',
    image,
    imagePullPolicy,
    command: ['/bin/sh', '-c'],
    args: [script],
    env: [{ name: 'FOLDER', value: folder }],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '200m', memory: '64Mi' } },
    securityContext: containerSecurity,
    volumeMounts: [{ name: 'share', mountPath: '/root-of-share' }],
  };
}
