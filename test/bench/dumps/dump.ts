const columns = ['id', 'name', 'email', 'score', 'created_at', 'removed_at', 'active'];

const table = `CREATE TABLE \`users\` (
  \`id\` int NOT NULL AUTO_INCREMENT,
  \`name\` varchar(64) DEFAULT NULL,
  \`email\` varchar(64) DEFAULT NULL,
  \`score\` int DEFAULT NULL,
  \`created_at\` datetime DEFAULT NULL,
  \`removed_at\` datetime DEFAULT NULL,
  \`active\` tinyint(1) DEFAULT '1',
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

`;

/** Rows of one INSERT; mysqldump puts as many into one as a packet of the network holds. */
const rowsOfInsert = 8000;

/**
 * What mysqldump writes: a table, and INSERT statements of thousands of rows, each in one line. The same size gives the
 * same text.
 * @param size characters; the text is at most one row longer
 */
export function mysqlDump(size: number): string {
  const parts = [table];
  let length = table.length;
  for (let row = 0; length < size; row += 1) {
    const isFirst = row % rowsOfInsert === 0;
    const start = isFirst ? `${row > 0 ? ';\n' : ''}INSERT INTO \`users\` (${columns.join(',')}) VALUES ` : ',';
    const text = `${start}(${valuesOf(row + 1)})`;
    parts.push(text);
    length += text.length;
  }
  return `${parts.join('')};\n`;
}

function valuesOf(id: number): string {
  const day = String((id % 28) + 1).padStart(2, '0');
  return `${id},'name ${(id * 7919) % 99_991}','user${id}@example.com',${(id * 31) % 1000},'2024-01-${day} 10:00:00',NULL,1`;
}
