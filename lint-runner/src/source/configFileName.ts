/** SQLFluff's own; its settings in `setup.cfg`, `tox.ini`, `pep8.ini` and `pyproject.toml` are not looked for. */
export const configFileName = '.sqlfluff';
