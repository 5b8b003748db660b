import { InvalidResourceError } from './errors.ts';
import type { NewSqlLintJob } from './jobResources.ts';
import { isResourceName, maxResourceName, resourceName } from './resourceName.ts';

/** RFC 1123, as the Kubernetes API wants names. */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/**
 * Checks names and labels as the Kubernetes API does, so that a job which the embedded server takes is one that a
 * cluster takes as well.
 * @throws InvalidResourceError
 */
export function checkNewMetadata(job: NewSqlLintJob): void {
  if (!isResourceName(job.name)) {
    throw new InvalidResourceError(
      `metadata.name is ${JSON.stringify(job.name)}; it must be at most ${maxResourceName} lower-case letters, digits, ` +
        '"-" and ".", and start and end with a letter or digit.',
    );
  }
  if (!label.test(job.namespace)) {
    throw new InvalidResourceError(
      `metadata.namespace is ${JSON.stringify(job.namespace)}; it must be at most 63 lower-case letters, digits and ` +
        '"-", and start and end with a letter or digit.',
    );
  }
  for (const [key, value] of Object.entries(job.labels ?? {})) checkLabel(key, value);
  for (const name of job.finalizers ?? []) checkFinalizer(name);
}

/** The API warns of names without a domain and refuses what is no name at all; here both are refused. */
function checkFinalizer(name: string): void {
  const [domain = '', part = '', ...more] = name.split('/');
  if (resourceName.test(domain) && labelName.test(part) && more.length === 0) return;
  throw new InvalidResourceError(
    `metadata.finalizers has ${JSON.stringify(name)}; a finalizer must be DOMAIN/NAME, for instance example.com/history.`,
  );
}

function checkLabel(key: string, value: string): void {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0));
  const validKey = labelName.test(key.slice(slash + 1)) && (slash < 0 || resourceName.test(prefix));
  if (validKey && labelValue.test(value)) return;
  throw new InvalidResourceError(
    `metadata.labels has ${JSON.stringify(key)}=${JSON.stringify(value)}; keys and values must be at most 63 letters, ` +
      'digits, "-", "_" and ".", and start and end with a letter or digit; a key may have a DNS prefix and "/".',
  );
}
