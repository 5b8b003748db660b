/** Closes what was only read: nothing is lost when that fails, and it must not hide why the reading ended. */
export async function closeQuietly(opened: { close(): Promise<void> }): Promise<void> {
  await opened.close().catch(() => undefined);
}
