/** One CamelCase word for why the API did not take a Job or a pod, read off its message: it has no field for it. */
export function refusalReason(message: string): 'QuotaExceeded' | 'WebhookUnavailable' | 'RunnerForbidden' | undefined {
  if (message.includes('exceeded quota')) return 'QuotaExceeded';
  if (message.includes('failed calling webhook')) return 'WebhookUnavailable';
  return /\bforbidden\b|\bdenied\b/.test(message) ? 'RunnerForbidden' : undefined;
}
