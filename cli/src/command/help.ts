/** What `--help` prints. */

export const mainHelp = `sqllint checks the quality of SQL.

Usage: sqllint COMMAND [OPTIONS]

Commands:
  standalone   run the whole service on this machine
  submit       send SQL to a server, and say what is wrong with it
  retry        analyse again what failed in a job that has ended

Options:
  --help       this text; \`sqllint COMMAND --help\` for a command
  --version    the version
`;

export const standaloneHelp = `Runs gateway, operator and runners on this machine, with everything they keep below one folder.
Prints one line \`listening on http://HOST:PORT\` when it is ready, and JSON lines on standard error.
SIGTERM and SIGINT end it; what it had accepted is finished after the next start.

Usage: sqllint standalone --data-dir DIR [OPTIONS]

Options:
  --data-dir DIR       folder for database, submissions and results; made if missing
  --host HOST          address to listen on (default 127.0.0.1)
  --port PORT          port to listen on; 0 chooses a free one (default 8000)
  --database-url URL   mysql://USER:PASSWORD@HOST:PORT/NAME instead of SQLite below DIR (default: $SQLLINT_DATABASE_URL,
                       which keeps the password out of the list of processes)
  --profiles DIR       folder of YAML files with SqlLintProfiles (default: $SQLLINT_PROFILES_DIR, else the folder
                       \`profiles\` in the data folder)
  --runners N          runner processes (default 1)
  --engines N          SQLFluff processes of each runner (default: the CPUs, shared by the runners)
  --retention-days N   forget jobs that ended so long ago, with their sources and results; 0 keeps all (default 0)
  --log-level LEVEL    trace, debug, info, warn, error or silent (default info)
  --help               this text
`;

export const submitHelp = `Sends SQL files to a server. A folder is zipped on the way (its *.sql and .sqlfluff files; links are not
followed), several paths are sent together, and a ZIP is sent as it is.

Usage: sqllint submit PATH... [OPTIONS]

Options:
  --wait               wait for the verdict and print every violation as FILE:LINE:COLUMN: CODE MESSAGE
  --server URL         the server (default: $SQLLINT_SERVER, else http://127.0.0.1:8000)
  --dialect DIALECT    dialect of the SQL, for instance mysql, postgres, oracle
  --rules RULES        only these rules: codes, names or groups, separated by commas
  --exclude-rules RULES  leave these rules out
  --profile NAME       the profile that says how to check and what passes (default \`default\`)
  --format FORMAT      text or json (default text)
  --quiet              print nothing but errors; the exit code tells the verdict
  --help               this text

Without --wait it prints the job's id as soon as the server has accepted the files.

Exit codes: 0 the verdict is Passed, 1 it is Rejected, 2 something went wrong.
`;

export const retryHelp = `Makes a new job of one that has ended, with the same SQL and settings. Files that were analysed keep their results,
and only those that failed are analysed again.

Usage: sqllint retry JOB [OPTIONS]

Options:
  --wait               wait for the verdict and print every violation as FILE:LINE:COLUMN: CODE MESSAGE
  --server URL         the server (default: $SQLLINT_SERVER, else http://127.0.0.1:8000)
  --format FORMAT      text or json (default text)
  --quiet              print nothing but errors; the exit code tells the verdict
  --help               this text

Without --wait it prints the id of the new job.

Exit codes: 0 the verdict is Passed, 1 it is Rejected, 2 something went wrong.
`;
