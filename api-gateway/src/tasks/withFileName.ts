/**
 * Result files are shared by all files of equal content, so each task puts its own name in.
 *
 * The runner writes compact JSON with `file_name` first in `file_info`, and inside a JSON text every quote is escaped, so
 * the pattern matches nowhere else. A large file is thus neither parsed nor built again.
 */
export function withFileName(resultJson: string, fileName: string): string {
  let found = false;
  const replaced = resultJson.replace(fileNameField, (_, before: string) => {
    found = true;
    return `${before}${JSON.stringify(fileName)}`;
  });
  return found ? replaced : reparsed(resultJson, fileName);
}

const fileNameField = /("file_info":\{"file_name":)"(?:[^"\\]|\\.)*"/;

function reparsed(resultJson: string, fileName: string): string {
  const result: unknown = JSON.parse(resultJson);
  if (typeof result !== 'object' || result === null) return resultJson;
  const info: unknown = Reflect.get(result, 'file_info');
  const fileInfo = { ...(typeof info === 'object' ? info : {}), file_name: fileName };
  return JSON.stringify({ ...result, file_info: fileInfo });
}
