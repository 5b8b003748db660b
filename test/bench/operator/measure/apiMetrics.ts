/** Requests by verb and resource, for instance `PATCH sqllintjobs/status`. */
export type RequestTotals = ReadonlyMap<string, number>;

/** `apiserver_request_total` of an API server's metrics, in the text format of Prometheus. */
export function requestTotals(metrics: string): RequestTotals {
  const totals = new Map<string, number>();
  for (const line of metrics.split('\n')) {
    const [, labels, value] = /^apiserver_request_total\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (labels === undefined) continue;
    const { verb = '', resource = '', subresource = '' } = labelsOf(labels);
    if (resource === '') continue;
    const what = `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`;
    totals.set(what, (totals.get(what) ?? 0) + Number(value));
  }
  return totals;
}

/** What was added between two looks. */
export function totalsBetween(before: RequestTotals, after: RequestTotals): RequestTotals {
  const added = [...after].map(([what, total]) => [what, total - (before.get(what) ?? 0)] as const);
  return new Map(added.filter(([, total]) => total > 0));
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? '']));
}
