import { type OperatorConfig, poolBounds, poolRunnerSettings } from '../config/operatorConfig.ts';
import { type KubernetesPoolOptions, openKubernetesPool } from '../kubernetes/openKubernetesPool.ts';
import {
  createPoolController,
  defaultPoolSettings,
  type PoolController,
  type PoolControllerOptions,
} from './createPoolController.ts';

/** The warm runners of a cluster; undefined where the installation wants none. */
export function openPoolController(
  options: Omit<KubernetesPoolOptions, 'settings'> &
    Pick<PoolControllerOptions, 'store' | 'queueObserver'> & { readonly config: OperatorConfig },
): PoolController | undefined {
  const { config, store, queueObserver, ...cluster } = options;
  const bounds = poolBounds(config);
  if (bounds.max === 0) return undefined;
  return createPoolController({
    store,
    pods: openKubernetesPool({ ...cluster, settings: { ...bounds, runner: poolRunnerSettings(config) } }),
    settings: { ...defaultPoolSettings, ...bounds },
    namespaces: cluster.namespaces,
    logger: cluster.logger,
    ...(queueObserver && { queueObserver }),
  });
}

/** How many warm runners there are, by state. */
export function countPool(pool: Pick<PoolController, 'runners'>): Readonly<Record<'running' | 'starting', number>> {
  const states = pool.runners().map(({ state }) => state);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  return { running: count('running'), starting: count('starting') };
}
