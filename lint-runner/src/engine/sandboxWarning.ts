import type { EngineSandbox } from './protocol.ts';

const withoutLandlock =
  'Landlock does not restrict the engines, so that hostile SQL which gains control of one could read every file that ' +
  'the runner can read; remedy: Linux 5.13 or newer with `landlock` in its `lsm=` list, and a container runtime whose ' +
  'seccomp profile allows the calls landlock_*';

const withoutSeccomp =
  'seccomp does not restrict the engines, so that hostile SQL which gains control of one could open sockets and start ' +
  'programs; remedy: Linux 4.14 or newer with CONFIG_SECCOMP_FILTER, on x86_64 or aarch64';

/** What an administrator should know when a sandbox does not hold, with the remedy; undefined when all of it holds. */
export function sandboxWarningOf(sandbox: EngineSandbox): string | undefined {
  const missing = [
    ...(sandbox.landlock_abi > 0 ? [] : [withoutLandlock]),
    ...(sandbox.seccomp ? [] : [withoutSeccomp]),
  ];
  return missing.length === 0 ? undefined : `the sandbox of the engines is incomplete: ${missing.join('. And ')}.`;
}
