/** The version of the SDK whose executor runs Python components. */
export const kfpVersion = '2.16.0';

interface PythonScript {
  readonly source: string;
  readonly packages?: readonly string[];
  readonly imageHasKfp?: boolean;
  readonly pipIndexUrls?: readonly string[];
}

/**
 * The command that runs a Python function: `sh` installs what is missing, writes the module into a folder of its own, and
 * starts KFP's executor, which finds the inputs in its arguments.
 */
export function pythonCommand({
  source,
  packages = [],
  imageHasKfp = false,
  pipIndexUrls = [],
}: PythonScript): string[] {
  const pip = (...words: readonly string[]): string =>
    ['python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location', ...words].join(' ');
  const [first, ...others] = pipIndexUrls;
  const indexes = [
    ...(first === undefined ? [] : [`--index-url ${quoted(first)}`]),
    ...others.map((url) => `--extra-index-url ${quoted(url)}`),
  ];
  const lines = [
    'set -e',
    ...(packages.length === 0 ? [] : [pip(...indexes, ...packages.map(quoted))]),
    // Its dependencies are those of the compiler; the executor needs none of them.
    ...(imageHasKfp ? [] : [pip(...indexes, '--no-deps', `kfp==${kfpVersion}`)]),
    'folder=$(mktemp -d)',
    'printf "%s" "$0" > "$folder/component.py"',
    // Without the variable, the package loads the compiler, which needs those dependencies.
    'exec env _KFP_RUNTIME=true python3 -m kfp.dsl.executor_main --component_module_path "$folder/component.py" "$@"',
  ];
  return ['sh', '-c', `${lines.join('\n')}\n`, source];
}

/** A word that `sh` takes as it is. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
