/** Anything that a YAML document may hold. */
export type Tree = null | boolean | number | string | readonly Tree[] | { readonly [key: string]: Tree };

/** Something in which our documents and the SDK's may differ, and the reason why that is no fault. */
export interface Rule {
  readonly name: string;
  /** Takes away what may differ, below a key of the document's tree. The path leads there. */
  readonly drops: (path: readonly string[], parent: Readonly<Record<string, Tree>>) => boolean;
}

/** All that may differ. Whoever adds one shows in a comment why it must. */
export const rules: readonly Rule[] = [
  {
    // Who compiled it. KFP keeps it for people and never looks at it.
    name: 'the version of the compiler',
    drops: (path) => path.join('.') === 'sdkVersion',
  },
  {
    // The shell command that writes the function's source to a file and starts KFP's executor on it. The SDK cuts one function
    // out of a module and puts imports before it; Keelson hands over the module. What it does is shown by running it.
    name: 'the shell command around a Python function',
    drops: (path, { args }) =>
      path.at(-1) === 'command' &&
      path.includes('executors') &&
      Array.isArray(args) &&
      args.includes('--function_to_execute'),
  },
  {
    // The SDK's texts about the inputs of its components that make and delete claims. They are shown to people, and are its own.
    name: 'descriptions of the inputs of claims',
    drops: (path) => path.at(-1) === 'description' && /^comp-(create|delete)pvc(-\d+)?$/.test(path[1] ?? ''),
  },
];

/** A document without what the rules drop. */
export function normalized(document: Tree, applied: readonly Rule[] = rules, path: readonly string[] = []): Tree {
  if (document === null || typeof document !== 'object') return document;
  if (isList(document)) return document.map((item) => normalized(item, applied, path));
  return Object.fromEntries(
    Object.entries(document)
      .filter(([key]) => !applied.some((rule) => rule.drops([...path, key], document)))
      .map(([key, value]) => [key, normalized(value, applied, [...path, key])]),
  );
}

// `Array.isArray` takes no lists that are read-only.
const isList = (tree: Tree): tree is readonly Tree[] => Array.isArray(tree);
