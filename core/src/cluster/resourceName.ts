/** RFC 1123, as the Kubernetes API wants names of resources; at most `maxResourceName` characters. */
export const resourceName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const maxResourceName = 253;

export function isResourceName(text: string): boolean {
  return text.length <= maxResourceName && resourceName.test(text);
}
