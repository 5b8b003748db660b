import { createHash } from 'node:crypto';

/** The Job's name becomes a label value of its pods. */
const longest = 63;
const hashLength = 8;

/**
 * The name of a job's Kubernetes Job: `<name>-<attempt>`, so that creating an attempt twice creates it once. A name that
 * is too long for a label, or has dots (which a pod's hostname may not have), is cut and told apart by its uid.
 */
export function jobNameOf(owner: { readonly name: string; readonly uid: string }, attempt: number): string {
  const suffix = `-${attempt}`;
  if (owner.name.length + suffix.length <= longest && !owner.name.includes('.')) return owner.name + suffix;
  const tail = `-${hashOf(owner.uid)}${suffix}`;
  return cut(owner.name.replaceAll('.', '-'), longest - tail.length) + tail;
}

/** The value of a label that names the owner. */
export function ownerLabelOf(owner: { readonly name: string; readonly uid: string }): string {
  if (owner.name.length <= longest) return owner.name;
  const tail = `-${hashOf(owner.uid)}`;
  return cut(owner.name, longest - tail.length) + tail;
}

function hashOf(uid: string): string {
  return createHash('sha256').update(uid).digest('hex').slice(0, hashLength);
}

function cut(name: string, length: number): string {
  return name.slice(0, length).replace(/[-.]+$/, '');
}
