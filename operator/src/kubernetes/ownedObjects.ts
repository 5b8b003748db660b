import { isDeepStrictEqual } from 'node:util';
import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { ObjectEvent, ObjectIdentity } from '@sqllint/core/cluster/kubernetes/watchObjects';

interface Owned extends ObjectIdentity {
  readonly owner: JobRef & { readonly uid: string };
}

export interface OwnedObjects<T extends Owned> {
  /** Takes note of a change and names the owner that it concerns; nothing when it means nothing to us. */
  apply(event: ObjectEvent<T>): JobRef | undefined;
  of(ownerUid: string): readonly T[];
  all(): readonly T[];
}

/** Objects by the uid of the SqlLintJob that they belong to. Forgets owners that have none left. */
export function createOwnedObjects<T extends Owned>(): OwnedObjects<T> {
  const byOwner = new Map<string, Map<string, T>>();
  const ownerOf = new Map<string, T['owner']>();

  const keep = (object: T): JobRef | undefined => {
    const siblings = byOwner.get(object.owner.uid) ?? new Map<string, T>();
    const before = siblings.get(object.uid);
    siblings.set(object.uid, object);
    byOwner.set(object.owner.uid, siblings);
    ownerOf.set(object.uid, object.owner);
    const unchanged =
      before !== undefined && isDeepStrictEqual({ ...before, resourceVersion: '' }, { ...object, resourceVersion: '' });
    return unchanged ? undefined : object.owner;
  };

  const forget = (uid: string): JobRef | undefined => {
    const owner = ownerOf.get(uid);
    if (owner === undefined) return undefined;
    ownerOf.delete(uid);
    const siblings = byOwner.get(owner.uid);
    siblings?.delete(uid);
    if (siblings?.size === 0) byOwner.delete(owner.uid);
    return owner;
  };

  return {
    apply: (event) => (event.type === 'present' ? keep(event.object) : forget(event.uid)),
    all: () => [...byOwner.values()].flatMap((siblings) => [...siblings.values()]),
    of: (ownerUid) => [...(byOwner.get(ownerUid)?.values() ?? [])],
  };
}
