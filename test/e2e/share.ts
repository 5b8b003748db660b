import type { Kubectl } from './kubectl.ts';

const pod = 'share-writer';

/** A pod that mounts the namespace's folder of the share as a user would: to put files below `archives/`. */
export async function startShareWriter(kubectl: Kubectl, claim: string, subPath: string): Promise<void> {
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod },
    spec: {
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'writer',
          image: 'localhost/sqllint-operator:dev',
          imagePullPolicy: 'IfNotPresent',
          command: ['sleep', '86400'],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 'share', mountPath: '/share', subPath }],
        },
      ],
      volumes: [{ name: 'share', persistentVolumeClaim: { claimName: claim } }],
    },
  });
  await kubectl.run(['wait', '--for', 'condition=Ready', `pod/${pod}`, '--timeout', '60s'], { timeoutMs: 70_000 });
}

/** Puts a file below the namespace's folder; the path must need no quoting. */
export async function putOnShare(kubectl: Kubectl, path: string, content: Uint8Array): Promise<void> {
  await kubectl.run(
    ['exec', '--stdin', pod, '--', 'sh', '-c', `cat > /share/${path}.part && mv /share/${path}.part /share/${path}`],
    {
      input: content,
    },
  );
}
