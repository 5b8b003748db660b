/**
 * The sum of a metric over its labels, from the text format of Prometheus.
 * @param labels as they stand in the text, for instance `name="jobs"`; all series when empty
 * @returns undefined when there is no such series
 */
export function sumOfMetric(text: string, name: string, labels = ''): number | undefined {
  const values = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(labels))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}
