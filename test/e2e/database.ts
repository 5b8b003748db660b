import type { Kubectl } from './kubectl.ts';

/** Runs inside the operator's container, which has the driver and the URL. */
const program = `
  const { createConnection } = require('mysql2/promise');
  const { sql, values } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  createConnection({ uri: process.env.SQLLINT_DATABASE_URL, connectTimeout: 5000 })
    .then(async (connection) => {
      const [rows] = await connection.query(sql, values);
      console.log(JSON.stringify(rows));
      await connection.end();
    })
    .catch((error) => { console.error(error.message); process.exit(1); });
`;

/** Asks the service's database from inside the cluster, so that it need not be reachable from here. */
export async function queryDatabase<Row>(
  kubectl: Kubectl,
  operator: string,
  sql: string,
  values: readonly (string | number)[],
): Promise<readonly Row[]> {
  const args = ['exec', '--stdin', operator, '--', 'node', '--input-type', 'commonjs', '--eval', program];
  return JSON.parse(await kubectl.run(args, { input: JSON.stringify({ sql, values }) })) as Row[];
}
